#include "server/data_directory/server_id_file.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"

namespace slipway::server {

namespace {

constexpr int id_file_mode = 0600;
constexpr std::size_t id_file_bytes_max = 1024;
constexpr std::size_t id_size = 32;

bool is_server_id(std::string_view text) { return text.size() == id_size && base::from_hex(text).has_value(); }

}  // namespace

Result<std::string> open_server_id(const DataDirectory& directory, base::RandomSource& random) {
  const auto path = directory.path() + "/server.id";
  const auto text = base::read_file(path, id_file_bytes_max);
  if (!text && text.error().code == "file.not_found") {
    const auto id = random.hex_id();
    TRY(base::write_file_atomically(path, id + "\n", id_file_mode));
    return id;
  }
  TRY(text);
  const std::string id(base::trim(*text));
  // Another id in its place would put every log of this server out of reach.
  if (!is_server_id(id))
    return base::invalid_argument("server.id_not_valid",
                                  path + " does not hold the 32 hex digits of a server's id: restore it from a backup");
  return id;
}

}  // namespace slipway::server
