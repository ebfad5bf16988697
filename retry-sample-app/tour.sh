#!/usr/bin/env bash
# The README's tour, against a shop that has just been started: prints each command and its output.
set -euo pipefail

run() {
  echo "$ $1"
  # Some answers end with a new line and some do not; the substitution drops it, echo adds one.
  local output
  output=$(eval "${1/#curl /curl --silent --show-error }")
  echo "$output"
  echo
}

run "curl localhost:8080/actuator/health"

echo "# 1. All is well."
run "curl localhost:8080/orders -H 'Content-Type: application/json' -d '{\"item\": \"tea\", \"cents\": 450}'"

echo "# 2. The gateway fails two of three calls. The order succeeds."
run "curl -X PUT 'localhost:8081/behaviour?fail=2&of=3&latency=50ms'"
run "curl localhost:8080/orders -H 'Content-Type: application/json' -d '{\"item\": \"cup\", \"cents\": 1200}'"

echo "# 3. The gateway, the endpoint and the meters count the same."
run "curl localhost:8081/calls"
run "curl localhost:8080/actuator/retry/methods/OrderService.place"
run "curl 'localhost:8080/actuator/metrics/retry.attempts?tag=method:OrderService.place'"
run "curl 'localhost:8080/actuator/metrics/retry.attempts?tag=method:OrderService.place&tag=result:success'"

echo "# 4. A payment arrives. Its policy is a patient one, so this takes up to three seconds."
run "curl -X POST localhost:8080/payments/2/callback"
run "curl -X POST localhost:8080/payments/99/callback"

echo "# 5. The gateway asks to wait for a second."
run "curl -X PUT 'localhost:8081/behaviour?fail=1&of=2&status=429&retry-after=1'"
run "curl -w '\n%{time_total} s\n' localhost:8080/orders -H 'Content-Type: application/json' -d '{\"item\": \"pot\", \"cents\": 2900}'"
run "curl localhost:8080/actuator/retry/methods/OrderService.place"
run "curl 'localhost:8080/actuator/metrics/retry.wait?tag=method:OrderService.place'"

echo "# 6. An outage."
run "curl -X PUT 'localhost:8081/behaviour?outage=true'"
run "curl localhost:8080/orders -H 'Content-Type: application/json' -d '{\"item\": \"tea\", \"cents\": 450}'"
run "curl localhost:8080/orders/4"

echo "# 7. A fallback, after 5 and 10 seconds. And the sync that catches up."
run "curl -X POST localhost:8080/logistics/sync"
run "curl -X PUT 'localhost:8081/behaviour'"
run "curl -X POST localhost:8080/logistics/sync"

echo "# 8. A deadlock in the database: two moves of stock in opposite directions."
run "curl -X POST localhost:8080/stock/crossing"
run "curl localhost:8080/actuator/retry/methods/StockService.move"
run "curl 'localhost:8080/actuator/metrics/retry.attempts?tag=method:StockService.move&tag=result:db_deadlock'"

echo "# 9. Where a value comes from."
run "curl localhost:8080/actuator/retry/policies/orders"
run "curl localhost:8080/actuator/retry/methods/PaymentCallbackService.confirm"

echo "# 10. All calls, once more from both sides."
run "curl localhost:8081/calls"
run "curl 'localhost:8080/actuator/metrics/retry.attempts?tag=method:OrderService.place'"
run "curl 'localhost:8080/actuator/metrics/retry.calls?tag=method:OrderService.place&tag=outcome:exhausted'"

echo "# 11. What the retries have cost, and what is left for more."
run "curl localhost:8080/actuator/retry/budgets/orders"
