#include "fuzz/json_fuzz.h"
#include "fuzz/replay_corpus.h"

namespace slipway::fuzz {
namespace {

TEST(JsonCorpus, every_seed_is_read_or_refused_as_its_name_says) { replay_corpus("json", check_json, "valid_", 20); }

}  // namespace
}  // namespace slipway::fuzz
