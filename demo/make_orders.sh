# Writes a day of orders of a shop: make_orders FOLDER COUNT. Some lines are broken, as in life.
set -eu
folder=$1
count=$2
countries=(de fr it nl pl)
products=(lamp chair table shelf)
mkdir -p "$folder"
file=$folder/orders.csv
echo "order,country,product,pieces,cents" > "$file.new"
for ((order = 1; order <= count; order++)); do
  pieces=$((order % 4 + 1))
  if ((order % 97 == 0)); then pieces=; fi
  echo "$order,${countries[order % 5]},${products[order * 7 % 4]},$pieces,$((order * 37 % 9000 + 500))"
done >> "$file.new"
mv "$file.new" "$file"
echo "wrote $count orders for $SLIPWAY_JOB_NAME, planned for $SLIPWAY_PLAN_TIME"
