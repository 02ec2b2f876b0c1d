"""The provider `google_factcheck`: published ClaimReviews by Google's Fact Check Tools, with a key.

https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from pydantic import BaseModel, SecretStr

from checkers.nouns import Query, SearchResult
from checkers.search.endpoint import Endpoint, refused_key
from checkers.search.hits import Hit, results_of

_NAME = "google_factcheck"
BASE_URL = "https://factchecktools.googleapis.com"


class _Review(BaseModel):
    url: str = ""
    title: str | None = None
    reviewDate: str | None = None  # noqa: N815 (Google's spelling)
    textualRating: str | None = None  # noqa: N815 (Google's spelling)


class _Claim(BaseModel):
    text: str = ""
    claimReview: list[_Review] = []  # noqa: N815 (Google's spelling)


class _Answer(BaseModel):
    claims: list[_Claim] = []


class GoogleFactCheckProvider:
    """Asks the API at `base_url` through `client` with `key`."""

    name = _NAME

    def __init__(self, base_url: str, client: httpx.Client, key: SecretStr) -> None:
        self._endpoint = Endpoint(
            _NAME,
            base_url,
            client,
            secrets={"X-Goog-Api-Key": key.get_secret_value()},
            hints=refused_key(_NAME),
        )

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The articles of fact-checkers on claims like the query, in its language.

        Raises:
            SearchFailed: It cannot be reached, is busy, refuses the key or answered with something
                else.
        """
        parameters: dict[str, str | int] = {
            "query": query.text,
            "languageCode": query.language,
            "pageSize": limit,
        }
        body = self._endpoint.get("/v1alpha1/claims:search", parameters)
        answer = self._endpoint.read(_Answer, body)
        return results_of(_hits(answer), query, provider=_NAME, limit=limit)


def _hits(answer: _Answer) -> Iterator[Hit]:
    for claim in answer.claims:
        for review in claim.claimReview:
            rated = f"{claim.text} — {review.textualRating}" if review.textualRating else claim.text
            yield Hit(review.url, review.title, rated, review.reviewDate)
