/// Networks as ONNX files: every built-in one is written, as it is built and optimised, and what is written holds together.
package jacquard.onnx;
