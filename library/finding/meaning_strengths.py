"""The numbers behind the customer's words, each with how it was found, on public questions held out from public ones.

Banking77 (77 questions; of its training part a quarter is held out, one to five draws, 600 to 2,500 messages asked: a
difference below 1 may be chance). benchmarks/meaning.py repeats the tables. None of that data is needed to run.
"""

from __future__ import annotations

#: How much spelling counts beside word vectors, as share of the squared length: where titles are all that is known, and
#: more for every doubling of the phrasings a template has on average. Best were .05 for titles alone (55.8 first, 54.9
#: at .15), .1 to .2 for ten phrasings, .25 to .35 for all known (92.6, 91.6 at .1).
SPELLING, SPELLING_DOUBLED = 0.05, 0.03
#: A row's numbers after the rotation, and those of them that choose candidates: with 256 no table moves by more than
#: .4, with 48 at least 97 of 100 of the nearest 50 are among the candidates.
KEPT, COARSE = 256, 48
#: Candidates looked at closely: by the coarse numbers, then by all. 60 instead of 200 cost 1.1 at all phrasings.
NEAR, NEAREST = 400, 200
#: Kernel ridge regression over the nearest: exp(SHARPNESS * (cosine - 1)), and how little a single row is believed.
#: Against the mean of the three nearest: ten phrasings 74.5 to 79, all 90 to 92.3. 1.5 and 6 are up to 1.0 worse.
SHARPNESS, DOUBT = 3.0, 0.3
#: What the single most alike row adds to the belief: among the first five 81.5 to 82.1 by titles, 94.2 to 94.7
#: with ten phrasings.
LIKENESS = 0.3
