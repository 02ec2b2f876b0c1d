"""An OpenID Connect provider on loopback that lets in whoever it is told to.

It follows OpenID Connect Core 1.0, the code flow with PKCE (RFC 7636): discovery, authorization,
token and keys.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from servers.pages import PageServer

CLIENT, KEY = "veredicto-desk", "a key that only both sides know"


class OidcProvider:
    """The provider; `lets_in` are the claims of whoever comes, None refuses them."""

    def __init__(self, server: PageServer) -> None:
        self.url = server.url("").rstrip("/")
        self.lets_in: dict[str, Any] | None = None
        self.audience = CLIENT
        self.key = RSAKey.generate_key(2048, {"kid": "1"})
        self._codes: dict[str, dict[str, str]] = {}
        server.route("/.well-known/openid-configuration", self._metadata)
        server.route("/authorize", self._authorize)
        server.route("/token", self._token)
        server.route("/keys", self._keys)

    async def _metadata(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        back, state = asked["redirect_uri"], asked["state"]
        if self.lets_in is None:
            return RedirectResponse(f"{back}?error=access_denied&state={state}")
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return RedirectResponse(f"{back}?code={code}&state={state}")

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        asked = self._codes.pop(str(form["code"]))
        verifier = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        expected = base64.b64encode(f"{CLIENT}:{KEY}".encode()).decode()
        allowed = request.headers.get("authorization") == f"Basic {expected}"
        if not allowed or challenge != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": self.audience,
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            **(self.lets_in or {}),
        }
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return JSONResponse(
            {"access_token": "x", "token_type": "Bearer", "id_token": token, "expires_in": 60}
        )

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})
