// What the content of an object comes to when it is answered.
#pragma once

#include "app/ports/answer_room.h"
#include "domain/catalog/object.h"

namespace slipway::app {

StoredSize size_of(const catalog::Content& content);

}  // namespace slipway::app
