// Which texts may stand in a header field, by RFC 9110 and, where that allows more than anybody needs, by our own rule.
// Pure; from any thread.
#pragma once

#include <string_view>

namespace slipway::http {

bool is_token(std::string_view text);  // a field name or a method

// A value that cannot end the field it is written in: no CR, LF, NUL or other control character but tab.
bool is_safe_field_value(std::string_view text);

// A host with an optional port, as in Host or in an absolute target: letters, digits, -._~ and whole escapes (%2D), or an
// IPv6 address in brackets. Nothing that RFC 3986, 3.2.2, does not know; less than it knows: it also allows !$&'()*+,;= in
// names, and addresses of versions to come. Empty is for Host alone to allow.
bool is_host(std::string_view text);

bool is_request_id(std::string_view text);  // 1 to 64 of [A-Za-z0-9._-]

}  // namespace slipway::http
