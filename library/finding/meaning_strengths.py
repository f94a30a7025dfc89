"""The numbers behind the customer's words, each with how it was found, on public questions held out from public ones.

Banking77 (77 questions; a quarter of its training part held out, three to five draws, 2,000 to 2,500 messages asked:
a difference below .5 may be chance), confirmed on CLINC150, Bitext and DSTC11. benchmarks/meaning.py repeats the
tables. None of that data is needed to run.

Titles alone went from 55.2 / 81.4 to 58.3 / 85.1 by meaning_wordings, and by nothing else. Less than .5, or a loss, on
Banking77 and CLINC150: tokens weighted by frequency or length, fillers left out, principal components removed, word
vectors whitened, each title word's nearest word of the message (2 to 3 more on Bitext and DSTC11) and the other way
round, windows of a long message, shared words, pairs in order, a logistic score of 18 of these found on the other sets.
A penalty for titles near to everything gives up to 3 when reckoned on real messages, which no library has when it
begins; on customers' expressions and pairs of them it gives nothing.

With ten and all phrasings these gained .3 at most, and some lost: word pairs in the sketch, 512 or 2,048 numbers of
it, a second vector with rare or telling words weighted up, other kernels and several widths, all rows in one
regression, a linear or logistic one, doubt in rows whose neighbours are others', the mean of the three most alike rows.
"""

from __future__ import annotations

#: How much spelling counts beside word vectors, as share of the squared length: where titles are all that is known, and
#: more for every doubling of the phrasings a template has on average. Between .05 and .25 nothing moves by more than
#: .5, .35 costs .5 with ten and all known phrasings.
SPELLING, SPELLING_DOUBLED = 0.10, 0.03
#: How far a title is moved towards how customers say what it names (meaning_wordings): 57.4 / 84.5 at .5, and more than
#: this only helps where titles are short.
SAID = 0.8
#: How much more than a letter group it counts in a sketch that two texts say the same in other words. Ten phrasings
#: 80.4 / 95.0 at 1, 80.6 / 95.1 at 3, 80.8 / 95.4 at 6, 80.4 / 95.4 at 10.
SAME = 6.0
#: A row's numbers after the rotation, and those of them that choose candidates.
KEPT, COARSE = 256, 32
#: Candidates looked at closely: by the coarse numbers, then by all; 64 cost .4. A library of few rows leaves time for
#: more: 256 gain .1 to .2 with ten and with all phrasings (five draws), and 384 lose .1 with ten.
NEAR, NEAREST = 500, 160
FEW, NEAREST_OF_FEW = 20_000, 256
#: Kernel ridge regression over the nearest: exp(SHARPNESS * (cosine - 1)), and how little a single row is believed.
#: Against the mean of the three nearest: ten phrasings 76 to 81, all 89 to 92.3. 2 or 4 and .1 or .6: .4 at most.
SHARPNESS, DOUBT = 3.0, 0.3
#: What the single most alike row adds to the belief: among the first five .2 more than with nothing, .2 fewer first at
#: twice of it.
LIKENESS = 0.2
