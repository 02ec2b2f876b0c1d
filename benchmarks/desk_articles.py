"""Made-up articles as a run reports them, in the words of `benchmarks/data/desk_stories.toml`.

Twenty statements to check an article, each with four to six passages from some thirty pages, and an
opinion. Claims stand in the article, and passages in their pages, at their offsets. Everything
follows from the number of the article, so that fills are alike.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from benchmarks.desk_shares import (
    ANSWERS,
    ATTRIBUTED,
    FACT_CHECKED,
    LABELS,
    READ_TWICE,
    SIDES,
    STATUSES,
    WHY,
)
from benchmarks.desk_stories import (
    EVERY,
    FIRST,
    REPEATING,
    Checked,
    Found,
    Told,
    figure_of,
    first_of,
    language_of,
    sentence_of,
    stories,
    told_in,
)
from checkers.answers import ProviderAnswer
from checkers.articles import Article
from checkers.before import ClaimTrace
from checkers.claims.stated import with_stated
from checkers.identifiers import identify
from checkers.labels import (
    ClaimStatus,
    Comparator,
    OpinionOutcome,
    Outcome,
    SearchOutcome,
    Stage,
    Stance,
    StatementKind,
    VerdictLabel,
)
from checkers.nouns import (
    Assessment,
    Claim,
    ClaimSearch,
    Comparison,
    EarlierFactCheck,
    Evidence,
    FactCheck,
    Failure,
    Opinion,
    OpinionQuote,
    Passage,
    Quantity,
    Query,
    Rating,
    Report,
    Run,
    SearchResult,
    Source,
    StanceProbabilities,
    Verdict,
    WeighedEvidence,
)

PAGES = 30
MINUTES_APART = 37
MODELS = (("embedder", "e5-small@1"), ("stance", "veredicto-stance@1"))
BASE_UNITS = {
    "%": ("%", 1),
    "millones de euros": ("EUR", 10**6),
    "million pounds": ("GBP", 10**6),
}


def article_report(
    number: int, many: int, until: datetime, *, recheck_of: str | None = None
) -> Report:
    """The report on an article.

    Args:
        number: Which article, from 0.
        many: How many articles there are.
        until: When the last of them is checked.
        recheck_of: The run that this one is a re-check of, ten days later; it may end otherwise.
    """
    return _Writer(number, many, until, recheck_of).report()


class _Writer:
    def __init__(self, number: int, many: int, until: datetime, recheck_of: str | None) -> None:
        self.draw = random.Random(f"article {number}")
        self.number = number
        self.many = many
        self.until = until
        self.recheck_of = recheck_of
        self.language = language_of(number)
        self.words = stories()[self.language]
        self.run_id = identify("run", number, recheck_of)
        self.at = until - timedelta(minutes=MINUTES_APART * (many - number))
        self.told = told_in(number, self.words, self.draw)
        self.article, claims = self._written()
        self.claims = with_stated(claims, self.article)
        # Otherwise than what the article says, which a re-check finds as it was.
        self.judge = random.Random(f"judge {number} {recheck_of}")
        if recheck_of:
            self.at = min(self.at + timedelta(days=10), until - timedelta(minutes=5))

    def report(self) -> Report:
        checks = [
            self._checked(claim, told) for claim, told in zip(self.claims, self.told, strict=False)
        ]
        sources = [self._page(place, checks) for place in range(PAGES)]
        passages: dict[str, Passage] = {}
        evidence: list[Evidence] = []
        assessments: list[Assessment] = []
        opinions: list[Opinion] = []
        for check in checks:
            pieces = [self._piece(check, one, sources[one.page], passages) for one in check.found]
            assessments.append(self._assessed(check, pieces, sources))
            evidence += pieces
            if pieces and self.judge.random() < READ_TWICE:
                opinions.append(self._second_reading(assessments[-1], pieces[0], passages))
        opinion = self.claims[-1]
        assessments.append(Assessment(opinion.id, ClaimStatus.NOT_CHECKED, opinion.excluded, None))
        searches = [self._searched(check, sources) for check in checks]
        dead = self._dead()
        failures = [failure for search in searches for failure in search.failures]
        failures.append(Failure(Stage.FETCH, dead.detail, url=dead.url))
        first = self.recheck_of is None
        return Report(
            run=self._run(failures),
            article=self.article,
            claims=self.claims,
            searches=tuple(searches),
            sources=(*sources, dead),
            passages=tuple(passages.values()),
            evidence=tuple(evidence),
            assessments=tuple(assessments),
            opinions=tuple(opinions),
            earlier_fact_checks=tuple(self._fact_checked()) if first else (),
            traces=tuple(self._traces()) if first else (),
        )

    def _written(self) -> tuple[Article, tuple[Claim, ...]]:
        """The article with its claims at their places."""
        words, draw = self.words, self.draw
        speakers = [
            draw.choice(words["speakers"]) if draw.random() < ATTRIBUTED else None
            for _ in self.told
        ]
        sentences = [
            sentence_of(words, told, "claim_head", self.language)
            + (f", {words['according']} {speaker}." if speaker else ".")
            for told, speaker in zip(self.told, speakers, strict=True)
        ]
        opinion = draw.choice(words["opinions"])
        blocks = [f"{sentence} {draw.choice(words['fillers'])}" for sentence in sentences]
        blocks.insert(7, f"{draw.choice(words['fillers'])} {opinion}")
        theme = words["themes"][self.told[0].theme]
        title = theme["headline"].format(place=self.told[0].place)
        outlet = draw.choice(words["outlets"])
        plain = unicodedata.normalize("NFKD", outlet.lower())
        host = "".join(letter for letter in plain if letter.isascii() and letter.isalpha())
        article = Article.of(
            "\n".join((title, *blocks)),
            language=self.language,
            url=f"https://{host}.example/{theme['topic']}/{self.number}",
            title=title,
            publisher=outlet,
            byline=draw.choice(("Ana Núñez", "Luis Prado", "Mary Hill", "Tom Reed")),
            published_at=self.at - timedelta(hours=draw.randint(1, 60)),
        )
        claims = [
            self._claim(article, sentence, speaker, told)
            for sentence, speaker, told in zip(sentences, speakers, self.told, strict=True)
        ]
        left_out = replace(
            self._claim(article, opinion, None, None),
            kind=StatementKind.OPINION,
            check_worthiness=0.1,
            excluded=words["excluded"],
        )
        return article, (*claims, left_out)

    def _claim(
        self, article: Article, sentence: str, speaker: str | None, told: Told | None
    ) -> Claim:
        start = article.text.index(sentence)
        return Claim(
            id=identify("claim", article.id, start),
            article_id=article.id,
            text=sentence,
            start=start,
            end=start + len(sentence),
            kind=StatementKind.ATTRIBUTED if speaker else StatementKind.FACTUAL,
            check_worthiness=round(self.draw.uniform(0.4, 1), 3),
            attributed_to=speaker,
            quantities=(self._quantity(sentence, told, told.value),) if told else (),
        )

    def _quantity(self, text: str, told: Told, value: float) -> Quantity:
        unit = self.words["themes"][told.theme]["unit"]
        verbatim = figure_of(value, unit, self.language)
        start = text.index(verbatim)
        base, scale = BASE_UNITS.get(unit, (unit, 1))
        return Quantity(
            text=verbatim,
            start=start,
            end=start + len(verbatim),
            value=Decimal(str(value)) * scale,
            comparator=Comparator.EQUAL,
            unit=base,
            time=str(told.year),
        )

    def _checked(self, claim: Claim, told: Told) -> Checked:
        """How the check of a claim ends, and what pages say of it."""
        judge = self.judge
        (status,) = judge.choices(list(STATUSES), list(STATUSES.values()))
        (label,) = judge.choices(list(LABELS), list(LABELS.values()))
        found: tuple[Found, ...] = ()
        if status is ClaimStatus.JUDGED:
            pages = judge.sample(range(PAGES), judge.randint(4, 6))
            sides = [SIDES[label][place % len(SIDES[label])] for place in range(len(pages))]
            found = tuple(
                Found(page, sentence_of(self.words, told, side, self.language), side)
                for page, side in zip(pages, sides, strict=True)
            )
        return Checked(claim, told, status, label, found)

    def _page(self, place: int, checks: Sequence[Checked]) -> Source:
        """A page with what it says of the claims, a paragraph each."""
        draw = random.Random(f"page {self.run_id} {place}")
        said = [(check, one) for check in checks for one in check.found if one.page == place]
        about = said[0][0].told if said else self.told[0]
        title: str = self.words["themes"][about.theme]["headline"].format(place=about.place)
        paragraphs = [
            " ".join((*self._filling(draw), sentence, *self._filling(draw)))
            for sentence in dict.fromkeys(one.sentence for _, one in said)
        ]
        more = [" ".join(self._filling(draw)) for _ in range(3)]
        text = "\n".join((title, *more[:1], *paragraphs, *more[1:]))
        publisher = draw.choice(self.words["publishers"])
        url = f"https://www.{publisher}/{self.number}/{place}{'b' if self.recheck_of else ''}"
        return Source(
            id=identify("source", url, text),
            url=url,
            final_url=url,
            publisher=publisher,
            retrieved_at=self.at + timedelta(seconds=20),
            outcome=Outcome.RETRIEVED,
            status_code=200,
            content_type="text/html",
            sha256=identify("page", text),
            title=title,
            language=self.language,
            published_at=self.at - timedelta(days=draw.randint(2, 900)),
            text=text,
            extractor="trafilatura@2",
        )

    def _filling(self, draw: random.Random) -> list[str]:
        return draw.sample(self.words["fillers"], 4)

    def _dead(self) -> Source:
        url = f"https://caida.example/{self.number}"
        detail = "the server answered 503"
        return Source(
            id=identify("source", url, Outcome.HTTP_ERROR, detail),
            url=url,
            final_url=url,
            publisher="",
            retrieved_at=self.at + timedelta(seconds=21),
            outcome=Outcome.HTTP_ERROR,
            detail=detail,
            status_code=503,
        )

    def _piece(
        self, check: Checked, found: Found, page: Source, passages: dict[str, Passage]
    ) -> Evidence:
        start = page.text.index(found.sentence)
        passage = Passage.of(page, start, start + len(found.sentence))
        passages[passage.id] = passage
        sure = round(self.judge.uniform(0.6, 0.97), 3)
        rest = (1 - sure) / 2
        likely = {stance: sure if stance is found.stance else rest for stance in Stance}
        return Evidence(
            id=identify("evidence", check.claim.id, passage.id),
            claim_id=check.claim.id,
            passage_id=passage.id,
            source_id=page.id,
            similarity=round(self.judge.uniform(0.7, 0.95), 4),
            probabilities=StanceProbabilities(
                likely[Stance.SUPPORTS], likely[Stance.NEUTRAL], likely[Stance.REFUTES]
            ),
            models=MODELS,
            comparison=self._comparison(check, found),
        )

    def _comparison(self, check: Checked, found: Found) -> Comparison | None:
        if found.stance is Stance.NEUTRAL:
            return None
        agrees = found.stance is Stance.SUPPORTS
        value = check.told.value if agrees else check.told.other
        theirs = self._quantity(found.sentence, check.told, value)
        ours = check.claim.quantities[0]
        verb = self.words["agree" if agrees else "differ"]
        return Comparison(ours, theirs, agrees, f"{ours.text} / {theirs.text}: {verb}", 0.93)

    def _assessed(
        self, check: Checked, pieces: Sequence[Evidence], sources: Sequence[Source]
    ) -> Assessment:
        claim = check.claim
        if check.status is ClaimStatus.AMBIGUOUS:
            return Assessment(claim.id, check.status, self.words["ambiguous"], None)
        if check.status is ClaimStatus.RETRIEVAL_FAILED:
            return Assessment(claim.id, check.status, self.words["failed"], None)
        weighed: list[WeighedEvidence] = []
        for one, piece in zip(check.found, pieces, strict=True):
            voice = sources[one.page].publisher
            why = "neutral" if one.stance is Stance.NEUTRAL else None
            if why is None and voice in {it.voice for it in weighed if it.excluded is None}:
                why = "same_voice"
            weight = 0.0 if why else round(self.judge.uniform(0.4, 0.9), 3)
            weighed.append(WeighedEvidence(piece.id, voice, weight, why))
        confidence = round(self.judge.uniform(0.46, 0.98), 3)
        others = [label for label in VerdictLabel if label is not check.label]
        shares = {label: (1 - confidence) / len(others) for label in others}
        return Assessment(
            claim.id,
            ClaimStatus.JUDGED,
            None,
            Verdict(
                id=identify("verdict", claim.id, check.label, *(it.id for it in pieces)),
                claim_id=claim.id,
                label=check.label,
                confidence=confidence,
                probabilities=tuple(({check.label: confidence} | shares).items()),
                justification=self._justified(check, weighed),
                evidence=tuple(weighed),
                models=MODELS,
                decided_at=self.at + timedelta(seconds=80),
            ),
        )

    def _justified(self, check: Checked, weighed: Sequence[WeighedEvidence]) -> str:
        named: dict[Stance, list[str]] = {stance: [] for stance in Stance}
        for number, (one, it) in enumerate(zip(check.found, weighed, strict=True), start=1):
            if it.excluded is None:
                named[one.stance].append(f"{it.voice} [{number}]")
        text: str = self.words[check.label].format(
            supports=", ".join(named[Stance.SUPPORTS]),
            refutes=", ".join(named[Stance.REFUTES]),
            read=len(weighed),
        )
        return text

    def _second_reading(
        self, assessment: Assessment, piece: Evidence, passages: dict[str, Passage]
    ) -> Opinion:
        verdict, passage = assessment.verdict, passages[piece.passage_id]
        if verdict is None:
            raise AssertionError("only what is judged has evidence")
        label = self.judge.choice((verdict.label, *VerdictLabel))
        quote = OpinionQuote(piece.id, passage.text, passage.start, passage.end, piece.stance)
        return Opinion(
            id=identify("opinion", verdict.id),
            claim_id=verdict.claim_id,
            verdict_id=verdict.id,
            model="tiny:1b (127.0.0.1:11434)",
            outcome=OpinionOutcome.ACCEPTED,
            asked_at=self.at + timedelta(seconds=85),
            label=label,
            explanation=passage.text,
            quotes=(quote,),
            agrees=label is verdict.label,
        )

    def _searched(self, check: Checked, sources: Sequence[Source]) -> ClaimSearch:
        claim = check.claim
        queries = tuple(
            Query.of(claim.id, text, self.language)
            for text in (claim.text[:-1], f"{check.told.place} {check.told.year}")
        )
        failed = check.status is ClaimStatus.RETRIEVAL_FAILED
        answers = tuple(self._answers(queries, failed=failed))
        pages = [sources[one.page] for one in check.found]
        results = tuple(
            SearchResult(queries[0].id, "corpus", page.url, page.title, page.text[:160], rank)
            for rank, page in enumerate(pages, start=1)
        )
        # The same failure of a provider is told once.
        failures = tuple(
            dict.fromkeys(
                Failure(Stage.SEARCH, it.detail, provider=it.provider, claim_id=claim.id)
                for it in answers
                if it.detail
            )
        )
        answered = sum(not it.detail for it in answers)
        return ClaimSearch(claim.id, queries, results, failures, answered, answers)

    def _answers(self, queries: Sequence[Query], *, failed: bool) -> Iterator[ProviderAnswer]:
        for query in queries:
            for provider in ("corpus", "searxng"):
                outcome = SearchOutcome.ANSWERED
                if failed:
                    outcome = SearchOutcome.FAILED
                elif provider == "searxng":
                    (outcome,) = self.judge.choices(list(ANSWERS), list(ANSWERS.values()))
                yield ProviderAnswer(
                    query_id=query.id,
                    provider=provider,
                    outcome=outcome,
                    results=self.judge.randint(1, 8) if outcome is SearchOutcome.ANSWERED else 0,
                    seconds=round(self.judge.uniform(0.1, 6), 2),
                    asked_at=self.at + timedelta(seconds=5),
                    detail=WHY.get(outcome, ""),
                )

    def _fact_checked(self) -> Iterator[EarlierFactCheck]:
        for claim, told in zip(self.claims, self.told, strict=False):
            if self.draw.random() >= FACT_CHECKED:
                continue
            reading = self.draw.choice(tuple(VerdictLabel))
            url = f"https://verificadores.example/{claim.id}"
            words = self.words["rating"][tuple(VerdictLabel).index(reading)]
            yield EarlierFactCheck(
                claim.id,
                FactCheck(
                    id=identify("fact-check", url),
                    claim_reviewed=sentence_of(self.words, told, "claim_head", self.language),
                    url=url,
                    publisher="verificadores.example",
                    rating=Rating(words, reading=reading),
                    imported_from="dump.json",
                    imported_at=self.at,
                    publisher_name="Verificadores",
                    reviewed_at=self.at - timedelta(days=self.draw.randint(1, 400)),
                    language=self.language,
                ),
                rank=1,
                similarity=0.92,
                score=0.1,
                bearing=round(self.draw.uniform(0.6, 0.99), 3),
            )

    def _traces(self) -> Iterator[ClaimTrace]:
        """What the first claim is found by, of articles that repeat one and of those firsts."""
        if self.number % EVERY not in {FIRST, REPEATING}:
            return
        first = first_of(self.number)
        claim = self.claims[0]
        repeats = first != self.number
        cluster = _Writer(first, self.many, self.until, None).claims[0].id if repeats else claim.id
        draw = random.Random(first)
        yield ClaimTrace(
            claim_id=claim.id,
            embedder="made-up@1",
            language=self.language,
            vector=tuple(draw.randint(-127, 127) for _ in range(8)),
            bands=tuple(draw.randrange(2**14) for _ in range(6)),
            sketch=tuple(draw.randrange(2**63) for _ in range(4)),
            cluster_id=cluster,
            similarity=0.93 if repeats else None,
            agreement=0.9 if repeats else None,
        )

    def _run(self, failures: Sequence[Failure]) -> Run:
        settings = {"search": "corpus,searxng"}
        if self.recheck_of:
            settings["recheck"] = self.recheck_of
        return Run(
            id=self.run_id,
            article_id=self.article.id,
            started_at=self.at,
            finished_at=self.at + timedelta(seconds=90),
            version="0.1.0",
            models=MODELS,
            settings=tuple(settings.items()),
            failures=tuple(failures),
            seconds=((Stage.READ, 0.4), (Stage.SEARCH, 11.0), (Stage.FETCH, 40.0)),
        )
