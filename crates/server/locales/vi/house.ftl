house-title = Thiết lập chung
house-hint = Giới hạn áp dụng cho mọi kế hoạch.
house-lead = Áp dụng cho mọi kế hoạch, mọi đơn vị. Mỗi lần đổi đều được ghi vào nhật ký.
house-extensions = Số lần được gia hạn
house-extensions-hint = Cho mỗi nhiệm vụ của một đơn vị, hoặc mỗi kỳ của việc định kỳ. 0: không cho gia hạn. Việc đã gia hạn không bị ảnh hưởng.
house-save = Lưu
house-saved = Đã lưu.
house-wrong = Số lần gia hạn là số nguyên từ 0 đến { $most }. Gõ lại rồi lưu.
