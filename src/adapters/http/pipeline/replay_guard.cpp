#include "adapters/http/pipeline/replay_guard.h"

#include "adapters/http/pipeline/request_signature.h"

namespace slipway::http {

Result<std::string> write_once(CallContext& context, const std::function<Result<std::string>(app::Tx&)>& unit) {
  const auto& key = context.facts().replay_key;
  if (!key) return context.app().store.write(unit);
  // A date may lie in the future by the window, and is good for as long after it.
  const auto expires_at = context.app().clock.now() + 2 * signature_window;
  return context.app().store.write([&](app::Tx& tx) -> Result<std::string> {
    TRY_LET(is_new, tx.replays().insert(*key, expires_at));
    if (is_new) {
      TRY_LET(text, unit(tx));
      TRY(tx.replays().set_answer(*key, 200, text));
      return std::move(text);
    }
    TRY_LET(remembered, tx.replays().find(*key));
    const bool is_same = remembered && remembered->request_digest == key->request_digest;
    if (!is_same) return base::unauthenticated("sign_in.refused", "this signature was used for another request");
    return std::move(remembered->body);
  });
}

}  // namespace slipway::http
