#include "adapters/executors/process/supervisor/program/start_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/executors/process/supervisor/supervisor_protocol.h"

namespace slipway::executors::supervisor {
namespace {

constexpr const char* reading = "read what is to be started";

// Takes `count` texts; their place is behind them then. Null: there are not so many.
char** take_texts(char*& place, const char* end, size_t count) {
  auto** texts = static_cast<char**>(malloc((count + 1) * sizeof(char*)));
  if (texts == nullptr) return nullptr;
  for (size_t i = 0; i < count; ++i) {
    auto* text_end = static_cast<char*>(memchr(place, '\0', static_cast<size_t>(end - place)));
    if (text_end == nullptr) {
      free(static_cast<void*>(texts));
      errno = EBADMSG;
      return nullptr;
    }
    texts[i] = place;
    place = text_end + 1;
  }
  texts[count] = nullptr;
  return texts;
}

// The launcher was given this room, which the system shows as our environment.
void show_marks(const char* marks, size_t bytes) {
  if (environ[0] == nullptr || strlen(environ[0]) < marks_bytes_max - 1 || bytes > marks_bytes_max) return;
  memset(environ[0], 0, marks_bytes_max);
  memcpy(environ[0], marks, bytes);
}

}  // namespace

StartFailure read_start(int file, StartFile& start) {
  struct stat status;
  if (fstat(file, &status) != 0) return {errno, reading, ""};
  const auto size = static_cast<size_t>(status.st_size);
  if (size < sizeof(StartHeader)) return {EBADMSG, reading, ""};
  void* text = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
  if (text == MAP_FAILED) return {errno, reading, ""};

  StartHeader header;
  memcpy(&header, text, sizeof header);
  auto* place = static_cast<char*>(text) + sizeof header;
  const char* end = static_cast<char*>(text) + size;
  start.words = take_texts(place, end, header.word_count);
  start.environment = start.words == nullptr ? nullptr : take_texts(place, end, header.variable_count);
  if (start.environment == nullptr) return {errno, reading, ""};
  if (header.word_count <= start_command_word || header.mark_count > header.variable_count) return {EBADMSG, reading, ""};
  if (header.mark_count > 0) {
    const char* marks = start.environment[header.variable_count - header.mark_count];
    show_marks(marks, static_cast<size_t>(place - marks));
  }
  return {};
}

}  // namespace slipway::executors::supervisor
