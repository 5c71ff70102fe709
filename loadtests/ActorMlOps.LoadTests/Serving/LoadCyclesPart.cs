using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;
using MathNet.Numerics;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>
/// A version is loaded, asked and unloaded over and over by the repository calls. Resident memory is read after collections of garbage;
/// what counts is the line through all readings past the first cycles, in which allocators fill, and not two of them: single readings
/// differ by megabytes.
/// </summary>
internal static class LoadCyclesPart
{
    public const string Name = "load-cycles";

    private const int FirstCycles = 1_000;
    private const int Cycles = 1_000;
    private const int CyclesPerReading = 25;
    private const double MostMegabytes = 16;
    private const double Megabyte = 1 << 20;
    private const string Served = "v1";
    private const string Cycled = "v2";

    public static async Task RunAsync(float[][] rows, Report report)
    {
        report.Say("");
        report.Say($"{Name}: {Cycles:N0} times load, predict, unload, by the repository's calls; resident memory after collection");
        await using var silo = await OwnSilo.StartAsync();
        using var api = new SiloApi(silo.Url);
        await api.PutAsync(Name, Served, SampleModel.Logistic.File, null, """{"task":"binary"}""");
        await api.PutAsync(Name, Cycled, SampleModel.Mlp.File, ElectricityRows.File, SiloApi.WithReference);
        for (var cycle = 0; cycle < FirstCycles; cycle++)
            await CycleAsync(cycle);
        var (cycles, megabytes) = (new List<double> { 0 }, new List<double> { ResidentMemory.Collected() / Megabyte });
        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            await CycleAsync(cycle);
            if (cycle % CyclesPerReading != 0)
                continue;
            cycles.Add(cycle);
            megabytes.Add(ResidentMemory.Collected() / Megabyte);
        }
        var (start, slope) = Fit.Line([.. cycles], [.. megabytes]);
        report.Say(
            $"{megabytes[0]:0.0} MB after {FirstCycles:N0} cycles, {megabytes[^1]:0.0} MB after {Cycles:N0} more; "
            + $"the line through {megabytes.Count} readings: {start:0.0} MB and {Cycles * slope:+0.0;-0.0} MB in {Cycles:N0} cycles");
        report.Add(new Goal($"{Name}-memory", Cycles * slope, MostMegabytes, "MB", AtLeast: false));

        async Task CycleAsync(int cycle)
        {
            await api.LoadAsync(Name, Cycled);
            await api.InferAsync(Name, Cycled, rows[cycle % rows.Length]);
            await api.UnloadAsync(Name, Cycled);
        }
    }
}
