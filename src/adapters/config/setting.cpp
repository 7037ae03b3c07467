#include "adapters/config/setting.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace slipway::config {

namespace {

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

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
  const auto nearest =
      std::ranges::min_element(all_settings(), {}, [&](const Setting& setting) { return edit_distance(key, setting.key()); });
  return nearest->key();
}

}  // namespace slipway::config
