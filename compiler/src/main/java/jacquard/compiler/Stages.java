package jacquard.compiler;

import jacquard.compiler.layout.LaidOutGraph;
import jacquard.compiler.step.LoweredProgram;
import jacquard.compiler.step.StepProgram;

/// What the stages between the passes and code make of a graph, each of what the one before made: layouts, nests without schedules, and
/// scheduled steps in the order in which they run.
record Stages(LaidOutGraph layouts, LoweredProgram nests, StepProgram steps) {}
