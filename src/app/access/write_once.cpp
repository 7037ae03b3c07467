#include "app/access/write_once.h"

#include <utility>

namespace slipway::app {

Result<std::string> write_once(Context& context, const std::optional<CallOnce>& once,
                               const std::function<Result<std::string>(Tx&)>& unit) {
  if (!once) return context.store.write(unit);
  return context.store.write([&](Tx& tx) -> Result<std::string> {
    TRY_LET(is_new, tx.replays().insert(once->key, once->until));
    if (is_new) {
      TRY_LET(text, unit(tx));
      TRY(tx.replays().set_answer(once->key, 200, text));
      return std::move(text);
    }
    TRY_LET(remembered, tx.replays().find(once->key));
    const bool is_same = remembered && remembered->request_digest == once->key.request_digest;
    if (!is_same) return base::unauthenticated("sign_in.refused", "this signature was used for another request");
    return std::move(remembered->body);
  });
}

}  // namespace slipway::app
