using ActorMlOps.Benchmarks;

return args.Contains(AllocationGate.Option) ? AllocationGate.Run() : BenchmarkRun.Run(args);
