#!/bin/bash
# Holds who may reach into which room of the module: house.pl, over this checkout
# and what modules.sh built of it.  Prints TAP.
# usage: house.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# == 0)) || usage
exec "$VM/house.pl" "$SRC" "$BUILD/modules-${KERNELS[0]}"
