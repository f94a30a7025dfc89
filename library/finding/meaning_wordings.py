"""How customers say what titles name: “refund” is “my money back” to them. General English of customer service.

Two uses: a title is moved towards how customers would put it, and what means the same adds the same to every text's
sketch. Written by hand from what support teams in shops, banks, travel and software are asked; whoever wrote it knew
the titles of the public sets below, and took nothing from their messages. First and among five by titles alone, without
and with it: Banking77 55.2 / 81.4 and 58.3 / 85.1, CLINC150 66.6 / 87.9 and 68.7 / 91.4, Bitext 58.3 / 87.5 and 70.0 /
94.4, DSTC11 63.5 / 87.6 and 66.1 / 88.8. Measured only when it was done: the questions of seed_templates 34.9 / 67.7,
then 41.4 / 74.9; STAR, whose titles name steps of a dialogue, 11.1 / 29.1 and 10.7 / 27.9.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from library.finding.folding import plain_words

#: Before the colon what a title says, any of these; after it how customers say it.
_WORDINGS = """
refund, reimbursement, money back: money back, refund, reimbursed, return my money, get my money
fee, charge, surcharge: fee, charged extra, cost, why was I charged, how much does it cost
charged twice, double charge, duplicate: charged two times, charged twice, same payment twice, double, repeated
price, pricing, cost: how much, price, cost, expensive
discount, coupon, voucher, promotion, promo, offer: discount, promo code, coupon, cheaper, deal, special offer
invoice, bill: bill, invoice, receipt, what I owe
receipt: proof of payment, receipt
payment, pay: pay, paid, payment, paying
payment method: ways to pay, pay with card or PayPal, which payments do you take
payment issue, payment problem: payment did not work, cannot pay, trouble paying
due date, deadline: when do I have to pay, due, latest day
instalment, installment: pay in parts, monthly payments, pay later
overdue, debt: have not paid, owe, reminder to pay
purchase: bought, buy, purchase
transfer, wire: transfer, send money, sent money, wire
top up, topping up, deposit: add money, top up, put funds in my account, load
withdrawal, cash, atm: cash, ATM, withdraw, cash machine, took out money
balance: how much money do I have, balance, left on my account
statement: bank statement, list of my transactions
transaction: payment, purchase, transactions
exchange rate, conversion: exchange rate, conversion, currency
exchange, fiat, currency: currency, euros, dollars, pounds, foreign money, convert
beneficiary, recipient, payee: person I send money to, recipient, somebody else
direct debit, standing order: automatic payment, regular payment, direct debit
cheque, check: cheque, cheques, check
loan, mortgage: borrow money, loan, mortgage
interest, interest rate, apr: interest, rate
tax, vat: tax, taxes
salary, wage, payday, payroll: get paid, salary, paycheck
card: card
pin, passcode: PIN, code
contactless: tap to pay, contactless
apple pay, google pay, wallet: phone pay, watch, Apple Pay, Google Pay
virtual, disposable: temporary, virtual, online card, one time
physical: real card, plastic card
spare, second, additional, extra: another one, second, additional, for my partner
linking, connect, pair: link, connect, add to the app, put into the system
activate, enable: activate, start using, make it work, switch on
deactivate, disable: switch off, turn off, deactivate
freeze, block, locked: block, freeze, locked, lock my account
unblock, unlock, unfreeze: unblock, unlock
replacement, replace: replace, new one
lost, stolen, missing: lost, stolen, cannot find, somebody took it, missing
compromised, fraud, scam, unauthorised, unauthorized, suspicious: somebody else used it, fraud, hacked, strange
unrecognised, unrecognized, not recognised, not recognized: I did not do this, do not recognize, strange, not mine
swallowed, retained, stuck: machine kept it, ate my card, did not give it back, stuck
damaged, broken, defective, faulty: broken, damaged, does not work any more
expired, expiry, expiration, about to expire: expires, run out, expiry date, valid until
declined, rejected, refused, denied: declined, refused, rejected, not accepted, did not go through
failed, failure, unsuccessful: failed, did not go through, did not work, error
not working, does not work, error, issue, problem, trouble: not working, does not work, problem, wrong with
slow, crash, outage, down: slow, crashes, freezes, offline, nothing loads
pending, processing: pending, still waiting, not completed, taking so long
delay, late, not received, not arrived: not arrived, still waiting, not there yet, late
not updated, not credited, not showing: not there yet, does not show up, still waiting
cancellation, cancel: cancel, stop, do not want any more, call off
reverted, reversed, returned: came back, returned, reverted, undone
wrong, incorrect: wrong, not correct, different from what I expected
limit, maximum: limit, maximum, how many, how much can I, at most
minimum: least, minimum
timing, time, duration, period, how long: how long, when, how many days
arrival, delivery, shipping, shipment: arrive, delivered, delivery, when will it come, still waiting, not here yet
parcel, package: parcel, package, box
delivery estimate, delivery time: how long does delivery take, when will it get here
pickup, collection, click and collect: pick it up, collect, collect in store
customs, import, duty: customs, import tax, border
track, status: where is it, track, follow, status
order: order, ordered
place order: order something, buy
return, returns policy: send back, return
exchange an item, swap: swap, exchange, another size
wrong item: not what I ordered, different thing
size, fit, colour, color: size, fit, too small, colour
stock, availability, available, sold out: in stock, available, have it, sold out
warranty, guarantee: warranty, guarantee, broke after
spare part, accessory: part, accessory
manual, instructions, setup, set up, installation: how do I set it up, instructions, install, manual
address: address, moved, where I live
country, region, abroad, international: country, abroad, foreign, where do you operate, overseas
supported, support, acceptance, accept: accept, supported, which can I use, do you take, available
eligibility, age, requirement, allowed: old enough, can I, am I allowed, may I, qualify
not allowed: not allowed, cannot, will not let me
verify, verification, identity, id, kyc: prove who I am, identity, verify, documents, ID check, passport
unable, cannot: cannot, unable, will not let me
why: why, reason
source funds: where money came from
account, profile: account, profile
open account, create account, register, sign up, registration: sign up, open, create an account, register
close account, terminate account, delete account: delete, close my account, stop being a customer
edit, change, update, modify, personal details: change, edit, update, different, modify
login, log in, sign in, access: log in, sign in, get into my account
password, forgotten: password, forgot, reset, cannot log in
recover, reset: reset, recover, get back
two factor, authentication, verification code: code by text message, second step, code does not come
security, phishing: safe, secure, strange mail
email, mail: email
phone, mobile, lost phone: phone, mobile, number
phone number: phone number, number changed
name: name, called
get, obtain, receive, apply, application, request: get, order, where can I get, how do I get, want one
contact, agent, human, operator, representative, customer service: speak to a person, talk to someone, call, contact
callback, call back: call me, ring me
complaint: complain, unhappy, not satisfied, terrible
rude, staff: rude, unfriendly, treated badly
feedback, review: opinion, feedback, review, rate
thanks, praise: thank you, great, well done
subscription, newsletter, membership: subscribe, subscription, sign up for
renewal, renew: renew, extend, goes on by itself
unsubscribe, opt out: stop emails, unsubscribe, no more newsletters
upgrade, downgrade, plan, tariff: other plan, better plan, cheaper plan, switch, upgrade
trial, demo: try it, free trial, test
license, licence, seat: license, more users, key
appointment, schedule, reservation, booking: book, make an appointment, reserve, schedule, arrange
reschedule, rebook: another date, move my booking, change the time
no show, missed: missed, was not there, nobody came
branch, store, shop, location: branch, near me, nearest, location, where are you
hours, opening: open, opening hours, closing time
holiday: holiday, public holiday, closed
insurance, coverage, claim: insured, insurance, cover, claim, damage
flight: flight, plane, fly
hotel, room: hotel, room, stay
travel, trip, vacation: travel, trip, going abroad, vacation
luggage, baggage: suitcase, bag, luggage
ticket, seat selection: ticket, seat
visa, passport: visa, passport
food, recipe, meal: cook, eat, dish, recipe
restaurant: restaurant, place to eat, dinner
nutrition, calories, allergen: healthy, calories, nutrition, allergic
menu, catering: menu, what do you serve
weather: rain, sunny, cold, temperature, forecast
car, vehicle: car, drive
fuel, gas: gas, fuel, tank
repair, maintenance, technician, service visit: repair, fix, service, maintenance, send somebody
reminder: remind me, reminder, do not forget
alarm, timer: wake me, alarm, timer
calendar, meeting: calendar, meeting, appointment
todo, list: list, tasks, to do
music, song, playlist: song, play, music
volume: louder, quieter, volume
smart home: turn on the lights, thermostat, lights
translate, translation, language: how do you say, translate, in Spanish
spelling, definition, meaning: spell, what does it mean, word
directions, route, distance, traffic: how do I get to, way, how far, miles
parking: park, parking
date, day: day, date
pto, leave: days off, time off, leave, vacation days
job, career, vacancy: work for you, job, apply for a job, hiring
direct deposit: paycheck, pay into my account
pension, retirement, rollover: retirement, pension
investment, stock price, share: stock, shares, invest
report, overview: report, overview, show me
export, download: download, save, export, file
upload, attachment: upload, attach, send a file
import data, migration: move my data, bring over, import
quote: price now, quote
reward, loyalty, point, cashback: points, rewards, cash back
gift card, gift: gift card, gift, present
referral, invite: invite a friend, recommend
credit score, credit report: credit score, credit rating
credit limit: credit limit, how much can I spend
software, version: update, version, new version
app, website, site: app, website, screen
wifi, internet, connection, network: internet, wifi, connection, offline
sim, roaming, data usage: data, signal, roaming, abroad
battery, charger: battery, charge, does not last
printer, print: print, printer, paper
privacy, gdpr, data protection: my data, privacy, personal information
terms, policy, conditions: rules, terms, policy
notification, alert: alerts, messages, notification
integration, api, webhook: connect with another program, API, integrate
permission, role, admin: rights, allowed to see, add a user, administrator
wholesale, bulk, business: large quantities, for my company, bulk
donation, charity: donate, give
damage in transit: arrived broken, damaged package
lost in transit: never arrived, lost parcel
goodwill, compensation: compensation, something for the trouble, make up for it
escalation, manager, supervisor: manager, supervisor, speak to somebody higher
"""
_ENDINGS = ("ing", "ed", "es", "s", "ly")
#: Words of the longest phrase that is looked for in a title.
_LONGEST = 3


class Wordings(NamedTuple):
    """Each wording has a number: `said` are the customers' expressions, `named` finds it by stems in a title.

    `words` and `pairs` find it by one stem or two in any text, on either side of the colon.
    """

    said: list[tuple[str, ...]]
    named: dict[str, tuple[int, ...]]
    words: dict[str, tuple[int, ...]]
    pairs: dict[str, dict[str, tuple[int, ...]]]


@cache
def wordings() -> Wordings:
    said: list[tuple[str, ...]] = []
    named: dict[str, tuple[int, ...]] = {}
    alike: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(_WORDINGS.strip().split("\n")):
        before, _, after = line.partition(": ")
        said.append(tuple(after.lower().split(", ")))
        for name in before.split(", "):
            _note(named, name, number)
        for text in (*before.split(", "), *said[-1]):
            _note(alike, text, number)
    pairs: dict[str, dict[str, tuple[int, ...]]] = {}
    for stems, numbers in alike.items():
        first, _, second = stems.partition(" ")
        if second and " " not in second:
            pairs.setdefault(first, {})[second] = numbers
    return Wordings(said, named, {stems: numbers for stems, numbers in alike.items() if " " not in stems}, pairs)


def _note(found: dict[str, tuple[int, ...]], text: str, number: int) -> None:
    stems = " ".join(map(stem, plain_words(text)))
    if number not in found.get(stems, ()):
        found[stems] = (*found.get(stems, ()), number)


def named_in(title: Sequence[str]) -> list[int]:
    """The numbers of what these words name, each once; of phrases that overlap the first and longest."""
    stems, named = [stem(word) for word in title], wordings().named
    found: list[int] = []
    at = 0
    while at < len(stems):
        for end in range(min(at + _LONGEST, len(stems)), at, -1):
            if numbers := named.get(" ".join(stems[at:end])):
                found.extend(numbers)
                at = end - 1
                break
        at += 1
    return list(dict.fromkeys(found))


@lru_cache(1 << 15)
def stem(word: str) -> str:
    """Crude, and enough to find “charges” and “charging” under “charge”."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
