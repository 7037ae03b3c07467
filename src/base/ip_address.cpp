#include "base/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstring>

namespace slipway::base {

namespace {

template <class Address>
std::string format_ip_address(int family, const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, &address, text.data(), text.size()) == nullptr ? std::string() : std::string(text.data());
}

}  // namespace

std::optional<std::string> canonical_ip_address(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) return std::nullopt;
  in_addr four{};
  if (::inet_pton(AF_INET, terminated.c_str(), &four) == 1) return format_ip_address(AF_INET, four);
  in6_addr six{};
  if (::inet_pton(AF_INET6, terminated.c_str(), &six) != 1) return std::nullopt;
  if (!IN6_IS_ADDR_V4MAPPED(&six)) return format_ip_address(AF_INET6, six);
  in_addr mapped{};
  std::memcpy(&mapped, &six.s6_addr[12], sizeof mapped);
  return format_ip_address(AF_INET, mapped);
}

std::string network_of_address(std::string_view canonical) {
  const auto zone = canonical.find('%');  // of a link: "fe80::1%eth0"
  const std::string terminated(canonical.substr(0, zone));
  in6_addr six{};
  if (::inet_pton(AF_INET6, terminated.c_str(), &six) != 1) return std::string(canonical);
  std::memset(&six.s6_addr[8], 0, 8);
  return format_ip_address(AF_INET6, six) + "/64";
}

bool is_loopback_address(std::string_view canonical) { return canonical == "::1" || canonical.starts_with("127."); }

}  // namespace slipway::base
