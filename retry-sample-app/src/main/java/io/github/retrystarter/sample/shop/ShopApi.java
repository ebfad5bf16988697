package io.github.retrystarter.sample.shop;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The shop over HTTP. */
@RestController
class ShopApi {

  private final OrderTable orders;
  private final OrderService orderService;
  private final PaymentCallbackService callbacks;
  private final LogisticsService logistics;
  private final Crossing crossing;

  ShopApi(
      OrderTable orders,
      OrderService orderService,
      PaymentCallbackService callbacks,
      LogisticsService logistics,
      Crossing crossing) {
    this.orders = orders;
    this.orderService = orderService;
    this.callbacks = callbacks;
    this.logistics = logistics;
    this.crossing = crossing;
  }

  @PostMapping("/orders")
  @ResponseStatus(HttpStatus.CREATED)
  Order place(@RequestBody NewOrder order) {
    return orderService.place(orders.nextId(), order);
  }

  @GetMapping("/orders/{id}")
  Order get(@PathVariable long id) {
    return orders.get(id);
  }

  @PostMapping("/payments/{id}/callback")
  Order confirm(@PathVariable long id) {
    return callbacks.confirm(id);
  }

  @PostMapping("/logistics/sync")
  LogisticsService.Sync sync() {
    return logistics.sync();
  }

  @PostMapping("/stock/crossing")
  Crossing.Result cross() {
    return crossing.run();
  }
}
