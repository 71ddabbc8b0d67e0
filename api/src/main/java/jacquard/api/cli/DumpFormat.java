package jacquard.api.cli;

/// How `dump` writes it: the formats of [jacquard.api.Format], and `ONNX`, which is refused for now.
enum DumpFormat { TEXT, DOT, JSON, ONNX }
