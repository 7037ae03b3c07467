# DTOs, requests, routes and the table of operations, compiled from a contract by tools/contract.
#
# slipway_contract(TARGET generated_api CONTRACT api/openapi.yaml FOLDER generated/api NAMESPACE slipway::api HANDLERS slipway::http)
# makes a static library of what server and clients share ("generated/api/job_dto.h", "generated/api/operations.h"), and sets
# <TARGET>_DISPATCH to the sources that call the handlers: they are compiled into the library that has the handlers, where a
# missing one is a link error by its name.
#
# The compiler runs when CMake does, and CMake runs again when the contract or the compiler changed: which files there are
# depends on the contract's tags.
find_program(SLIPWAY_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)

function(slipway_contract)
  cmake_parse_arguments(ARG "" "TARGET;CONTRACT;FOLDER;NAMESPACE;HANDLERS" "" ${ARGN})
  set(contract "${PROJECT_SOURCE_DIR}/${ARG_CONTRACT}")
  set(root "${PROJECT_BINARY_DIR}/${ARG_FOLDER}")
  file(GLOB compiler CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tools/contract/*.py")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${contract}" ${compiler})
  execute_process(
    COMMAND "${SLIPWAY_PYTHON}" -B "${PROJECT_SOURCE_DIR}/tools/contract/compile.py" "${contract}"
      --output "${root}" --folder "${ARG_FOLDER}" --namespace "${ARG_NAMESPACE}" --handlers "${ARG_HANDLERS}"
    OUTPUT_VARIABLE outputs RESULT_VARIABLE failure)
  if(failure)
    message(FATAL_ERROR "the contract ${ARG_CONTRACT} could not be compiled")
  endif()
  string(STRIP "${outputs}" outputs)
  string(REPLACE "\n" ";" outputs "${outputs}")
  list(FIND outputs "dispatch" divider)
  list(SUBLIST outputs 0 ${divider} sources)
  math(EXPR after "${divider} + 1")
  list(SUBLIST outputs ${after} -1 dispatch)

  add_library(${ARG_TARGET} STATIC ${sources})
  target_include_directories(${ARG_TARGET} PUBLIC "${root}")
  target_link_libraries(${ARG_TARGET} PUBLIC slipway_options contract base)
  set(${ARG_TARGET}_DISPATCH ${dispatch} PARENT_SCOPE)
endfunction()

# The product's contract is written in parts; the one file beside them, which clients load, must be what they say.
file(GLOB contract_parts CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/api/main.yaml" "${PROJECT_SOURCE_DIR}/api/*/*.yaml")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${contract_parts})
execute_process(COMMAND "${SLIPWAY_PYTHON}" -B "${PROJECT_SOURCE_DIR}/tools/contract/bundle.py" --check RESULT_VARIABLE failure)
if(failure)
  message(FATAL_ERROR "api/openapi.yaml must be bundled anew: tools/contract/bundle.py")
endif()
slipway_contract(TARGET generated_api CONTRACT api/openapi.yaml FOLDER generated/api NAMESPACE slipway::api HANDLERS slipway::http)
