#include "adapters/config/setting.h"

#include <algorithm>

#include "base/edit_distance.h"

namespace slipway::config {

std::string Setting::environment_name() const {
  std::string result = "SLIPWAY_" + std::string(section) + "_" + std::string(name);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

const Setting* find_setting(std::string_view key) {
  for (const Setting& setting : all_settings())
    if (setting.key() == key) return &setting;
  return nullptr;
}

bool is_section(std::string_view name) {
  return std::ranges::any_of(all_settings(), [&](const Setting& setting) { return setting.section == name; });
}

std::string nearest_key(std::string_view key) {
  const auto nearest = std::ranges::min_element(all_settings(), {},
                                                [&](const Setting& setting) { return base::edit_distance(key, setting.key()); });
  return nearest->key();
}

}  // namespace slipway::config
