package jacquard.compiler.pass;

/// Something a pass has learned or done that its graph does not show: part of the result of a pipeline ([PassManager.Result]).
public interface Finding {}
