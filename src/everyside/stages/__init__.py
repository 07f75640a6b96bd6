"""The pipeline on one screen: a stage is a folder, ``core.py`` thinks and ``step.py`` touches.

feeds ─► collect ─► page ─► extract ─► dedupe ─► embed ─► cluster ─► summarize ─► assess ─► pages of the site
         entries    pages   articles   copy      vectors  stories    headline,    coverage
                                       groups                        bullets
"""
