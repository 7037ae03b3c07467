"""SDK-HMAC-SHA256 request signatures, written from the public signing guide and independent of the server's code."""

import datetime
import hashlib
import hmac
import urllib.parse


def _quote(text):
    return urllib.parse.quote(text, safe="~")


def canonical_request(method, path, query, headers, signed_names, body):
    canonical_path = "/".join(_quote(urllib.parse.unquote(part)) for part in path.split("/"))
    if not canonical_path.endswith("/"):
        canonical_path += "/"
    pairs = sorted((_quote(str(key)), _quote(str(value))) for key, value in query)
    lowered = {name.lower(): value for name, value in headers.items()}
    return "\n".join(
        [
            method,
            canonical_path,
            "&".join(f"{key}={value}" for key, value in pairs),
            "".join(f"{name}:{lowered[name].strip()}\n" for name in signed_names),
            ";".join(signed_names),
            lowered.get("x-sdk-content-sha256") or hashlib.sha256(body).hexdigest(),
        ]
    )


def sign(method, path, query, headers, body, access, secret, signed_names=None, at=None):
    """The headers to send: those given, X-Sdk-Date and Authorization."""
    at = at or datetime.datetime.now(datetime.timezone.utc)
    headers = dict(headers)
    headers.setdefault("X-Sdk-Date", at.strftime("%Y%m%dT%H%M%SZ"))
    names = sorted(signed_names or [name.lower() for name in headers])
    canonical = canonical_request(method, path, query, headers, names, body)
    to_sign = "\n".join(["SDK-HMAC-SHA256", headers["X-Sdk-Date"], hashlib.sha256(canonical.encode()).hexdigest()])
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = f"SDK-HMAC-SHA256 Access={access}, SignedHeaders={';'.join(names)}, Signature={signature}"
    return headers
