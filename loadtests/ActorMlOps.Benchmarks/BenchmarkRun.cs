using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ActorMlOps.Benchmarks;

/// <summary>
/// Short jobs in this process. The figure to read is Min: the minimum of many short iterations is what the code costs when
/// the machine is quiet.
/// </summary>
internal static class BenchmarkRun
{
    public static int Run(string[] args)
    {
        BenchmarkSwitcher.FromAssembly(typeof(BenchmarkRun).Assembly).Run(args, Config(iterations: 50));
        return 0;
    }

    public static IConfig Config(int iterations) => ManualConfig.CreateMinimumViable()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(5)
            .WithIterationCount(iterations)
            // Fixed and short: a pilot run on a busy machine would choose at random, and a long iteration is never quiet.
            .WithInvocationCount(1)
            .WithUnrollFactor(1)
            .WithEvaluateOverhead(false))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumn(StatisticColumn.Min)
        .HideColumns(Column.Error, Column.StdDev, Column.RatioSD);
}
