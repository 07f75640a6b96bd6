"""The pipeline on one screen: a stage is a folder, ``core.py`` thinks and ``step.py`` touches.

feeds ─► collect ─► page ─► extract ─► dedupe ─► embed ─► tag ─► cluster ─►
         entries    pages   articles,  copy      vectors  topics, stories
                            kinds      groups             names

         summarize ─► label ─► assess ─► relate ─► pages of the site
         headline,    topics,  coverage  links between
         bullets      names              stories

``tag`` also holds ``label``: the one tells what an article is about, the other what its story is.
"""
