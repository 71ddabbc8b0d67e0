package jacquard.compiler;

import jacquard.compiler.plan.Planner;
import jacquard.compiler.step.StepProgram;
import jacquard.runtime.Executable;

/// What the stages after lowering make for one kind of core: scheduled steps, the classes of their kernels, plans, and the program of all
/// that, on constants which code for other cores shares.
record CompiledCode(StepProgram steps, KernelClasses kernels, Planner planner, PackedConstants constants, Executable program) {}
