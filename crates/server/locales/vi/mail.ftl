mail-event-queued = Xếp thư vào hộp chờ gửi
mail-event-sent = Máy chủ thư đã nhận
mail-event-failed = Thư chưa gửi được
mail-event-cancelled = Rút thư lại
mail-thing = Thư
