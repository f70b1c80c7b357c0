# Tiến độ, gia hạn, tạm dừng.

thing-setting = Thiết lập chung
event-reported = Báo cáo tiến độ
event-report-confirmed = Xác nhận hoàn thành
event-report-returned = Trả lại báo cáo
event-redo-asked = Yêu cầu thực hiện lại
event-extension-asked = Đề nghị gia hạn
event-extension-granted = Đồng ý gia hạn
event-extension-refused = Không đồng ý gia hạn
event-extension-withdrawn = Rút đề nghị gia hạn
event-suspended = Tạm dừng
event-resumed = Tiếp tục sau tạm dừng
event-cancelled = Hủy nghĩa vụ
event-reinstated = Khôi phục nghĩa vụ đã hủy
event-setting-changed = Đổi thiết lập chung
