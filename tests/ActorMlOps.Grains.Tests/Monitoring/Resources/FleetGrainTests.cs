using System.Diagnostics.Metrics;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using Microsoft.Extensions.DependencyInjection;

namespace ActorMlOps.Grains.Tests.Monitoring.Resources;

public sealed class FleetGrainTests
{
    [Fact]
    public async Task Resources_OfTwoSilosOfWhichOneIsStoppedAndOneIsKilled_TellsOfThoseThatLive()
    {
        await using var cluster = await GrainsCluster.StartAsync(silos: 2);
        await cluster.RegisterAsync("m", "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500), Elec2.Config);
        foreach (var silo in cluster.Orleans.Silos)
            await silo.ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<ActorMlOps.Serving.IRouterGrain>("m").Predict(Elec2.Instance.Request(0, 400, null));

        var fleet = await Eventually.GetAsync(ReadAsync, f => f.Silos.Length == 2 && f.Silos.All(s => s.Resources is { Reason: null }));
        Assert.All(fleet.Silos, s => AssertSane(s.Resources!));
        var version = Assert.Single(fleet.Versions);
        Assert.Equal(("m", "1", 2), (version.Model, version.Version, version.Silos));
        Assert.Equal(2, fleet.Silos.Select(s => s.Silo).Distinct().Count());
        Assert.True(fleet.Fleet["memory.workingSetBytes"].Sum >= fleet.Fleet["memory.workingSetBytes"].Max);

        await cluster.Orleans.StopSiloAsync(cluster.Orleans.Silos[1]);
        fleet = await Eventually.GetAsync(ReadAsync, f => f.Silos.Count(s => s.Resources is not null) == 1);
        Assert.All(fleet.Silos.Where(s => s.Resources is null), s => Assert.NotNull(s.Reason));
        Assert.Equal(1, Assert.Single(fleet.Versions).Silos);

        var added = await cluster.Orleans.StartAdditionalSiloAsync();
        await Eventually.GetAsync(ReadAsync, f => f.Silos.Count(s => s.Resources is not null) == 2);
        await cluster.Orleans.KillSiloAsync(added);
        // At once, before anybody has noticed: listed as silent, or gone already.
        var clock = TimeProvider.System;
        var asked = clock.GetTimestamp();
        fleet = await ReadAsync();
        Assert.True(clock.GetElapsedTime(asked) < TimeSpan.FromSeconds(15), "a dead silo must not hold the call");
        Assert.Equal(1, fleet.Silos.Count(s => s.State == "answered"));
        Assert.All(fleet.Silos.Where(s => s.State != "answered"), s => Assert.NotNull(s.Reason));

        Task<FleetResources> ReadAsync() =>
            cluster.Service<IGrainFactory>().GetGrain<IFleetGrain>(IFleetGrain.Key).Resources();
    }

    [Fact]
    public async Task Instruments_OfALoadedVersion_TellMemoryQueueAndTimeInBatches()
    {
        await using var cluster = await GrainsCluster.StartAsync();
        await cluster.RegisterAsync("gauges", "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500), Elec2.Config);
        await cluster.Service<IGrainFactory>().GetGrain<ActorMlOps.Serving.IRouterGrain>("gauges").Predict(Elec2.Instance.Request(0, 400, null));
        var values = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Telemetry.Source && ReferenceEquals(instrument.Meter.Scope, cluster.Service<IMeterFactory>()) && instrument.IsObservable)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.True(values[Telemetry.Metrics.ModelMemory] > 1000);
        Assert.InRange(values[Telemetry.Metrics.InferenceTime], 1e-7, 60);
        Assert.Equal(0, values[Telemetry.Metrics.QueueRows]);
        // The cluster's store is not on a disk of the silo's own.
        Assert.False(values.ContainsKey(Telemetry.Metrics.StoreSize));
    }

    private static void AssertSane(SiloResources use)
    {
        Assert.InRange(use.MeasuredSeconds, 1, 3600);
        Assert.InRange(use.Cpu.AllowedCores, 0.01, Environment.ProcessorCount);
        Assert.InRange(use.Cpu.Cores!.Value, 0, Environment.ProcessorCount * 1.1);
        Assert.Equal(use.Cpu.Cores.Value / use.Cpu.AllowedCores, use.Cpu.Share!.Value, 1e-12);
        Assert.InRange(use.Memory.WorkingSetBytes, 1 << 20, 1L << 45);
        Assert.InRange(use.Memory.HeapBytes, 1 << 16, 1L << 45);
        Assert.InRange(use.Memory.Share, 1e-9, 1.1);
        Assert.InRange(use.Gc.PauseShare!.Value, 0, 1);
        Assert.InRange(use.Gc.AllocatedBytesPerSecond!.Value, 0, 1e12);
        Assert.True(use.Gc is { Gen0: >= 0, Gen1: >= 0, Gen2: >= 0 });
        Assert.InRange(use.ThreadPool.Threads, 1, 32_767);
        Assert.InRange(use.ThreadPool.QueuedItems, 0, 1_000_000);
        Assert.InRange(use.ThreadPool.CompletedItems, 1, long.MaxValue);
        Assert.InRange(use.Activations!.Value, 1, 1_000_000);
        var version = Assert.Single(use.Versions);
        Assert.InRange(version.ModelBytes, 1000, 1 << 30);
        Assert.Equal(0, version.QueuedRows);
        Assert.InRange(version.BusyShare!.Value, 0, 1);
        Assert.True(version.SecondsPerRow is null or (> 0 and < 60));
        Assert.Null(use.Store);
    }
}
