"""The pipeline on one screen: a stage is a folder, ``core.py`` thinks and ``step.py`` touches.

feeds ─► collect ─► page ─► extract ─► dedupe ─► embed ─► tag ─► cluster ─►
         entries    pages   articles,  copy      vectors  topics, stories
                            kinds      groups             names

         summarize ─► examine ─► label ─► assess ─► contrast ─► relate ─► translate ─► pages of the site
         headline,    disputes,  topics,  coverage  what each   links     titles, leads,
         bullets      quotes,    names              side stresses         quotes
                      days

``tag`` also holds ``label``: the one tells what an article is about, the other what its story is. ``translate`` stands last, so
that no story waits for it: until a translation is there, the original is shown. Its second step is ``translate-story``.
``write`` comes after all of them, and only where a model that writes is named (``write.model``).
"""
