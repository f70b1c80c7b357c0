//! Text from before Unicode: TCVN3 (ABC) and VNI.
