# Sources that the build writes: nothing of them is checked in.
include(GenerateSql OPTIONAL)
include(GenerateApi OPTIONAL)
foreach(folder generated/sql generated/api)
  slipway_target_name("${folder}" name)
  if(NOT TARGET ${name})
    add_library(${name} INTERFACE)
  endif()
endforeach()
