using ActorMlOps.Client;
using ActorMlOps.Grains.Rollout;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Tests.Serving;

/// <summary>Registry, serving, monitoring and rollout together, on one silo.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private static readonly Elec2 Data = Elec2.Instance;
    private GrainsCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await GrainsCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Register_CreatedSameConflictInvalid_AreToldApart()
    {
        Assert.Equal(RegisterOutcome.Created, (await RegisterAsync("1")).Outcome);
        Assert.Equal(RegisterOutcome.Same, (await RegisterAsync("1")).Outcome);
        var other = await _cluster.RegisterAsync("m", "1", Files.Model("elec2", "v2"), Data.Csv(0, 500), Elec2.Config);
        Assert.Equal(RegisterOutcome.Conflict, other.Outcome);
        Assert.Contains("another model file", Assert.Single(other.Errors), StringComparison.Ordinal);
        var broken = await _cluster.RegisterAsync("m", "2", [1, 2, 3]);
        Assert.Equal(RegisterOutcome.Invalid, broken.Outcome);
        Assert.Contains("'model'", Assert.Single(broken.Errors), StringComparison.Ordinal);
        Assert.Equal(RegisterOutcome.Invalid, (await _cluster.RegisterAsync("m", "a/b", Files.Model("elec2", "v1"))).Outcome);
        Assert.Equal(["m"], await _cluster.Grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).List());
        Assert.Equal("1", (await _cluster.Traffic("m").GetPolicy())!.Stable);
    }

    [Fact]
    public async Task Register_PolicyThatCouldNotBeWritten_IsMendedByTheRepeat()
    {
        _cluster.Storage.OnWrite = (table, _) => table == "traffic" ? Fault.Refused : Fault.None;
        await Assert.ThrowsAnyAsync<Exception>(() => RegisterAsync("1"));
        _cluster.Storage.OnWrite = (_, _) => Fault.None;
        Assert.Null(await _cluster.Traffic("m").GetPolicy());
        // The first version gets the traffic, whichever is registered next.
        Assert.Equal(RegisterOutcome.Created, (await RegisterAsync("2", "v2")).Outcome);
        Assert.Equal("1", (await _cluster.Traffic("m").GetPolicy())!.Stable);
    }

    [Fact]
    public async Task Predict_ByRouterPredictorAndClient_GiveOneAnswer()
    {
        await RegisterAsync("1");
        var routed = Assert.Single((await _cluster.Router("m").Predict(Data.Request(0, 3, "a"))).Parts);
        Assert.Equal((PredictOutcome.Ok, "1", 1L, VariantRole.Stable, false), (routed.Outcome, routed.Version, routed.Epoch, routed.Role, routed.Degraded));
        var named = Assert.Single((await _cluster.Grains.GetGrain<IPredictorGrain>("m@1").Predict(Data.Request(0, 3, "b"))).Parts);
        Assert.Equal((PredictOutcome.Ok, 0L, VariantRole.Named), (named.Outcome, named.Epoch, named.Role));
        var scores = routed.Outputs!.Find("probabilities")!.Data.ToArray();
        Assert.Equal(scores, named.Outputs!.Find("probabilities")!.Data.ToArray());
        var client = await Task.WhenAll(Enumerable.Range(0, 3).Select(r => _cluster.Client.Model("m").PredictAsync(Data.Values.AsMemory(r * 6, 6))));
        Assert.Equal(scores, client.SelectMany(p => p.Outputs.Find("probabilities")!.Data.ToArray()));
        await _cluster.WaitForRowsAsync("m", "1", 9);
        Assert.Equal(PredictOutcome.UnknownModel, (await _cluster.Router("none").Predict(Data.Request(0, 1, null))).Parts[0].Outcome);
        Assert.Equal(PredictOutcome.UnknownVersion, (await _cluster.Grains.GetGrain<IPredictorGrain>("m@9").Predict(Data.Request(0, 1, null))).Parts[0].Outcome);
        Assert.Equal(PredictOutcome.BadInput, (await _cluster.Router("m").Predict(new(Data.Batch(0, 2), [new(1)]))).Parts[0].Outcome);
    }

    [Fact]
    public async Task Labels_LateEarlyDuplicateCorrectedUnknown_AreCountedOnceAndSurviveARestart()
    {
        await RegisterAsync("1");
        var labels = _cluster.Labels("m");
        Assert.Equal(1, (await labels.Label([new("early#0", "1")]))!.Pending);
        await _cluster.Router("m").Predict(Data.Request(0, 4, "early"));
        await _cluster.WaitForRowsAsync("m", "1", 4);
        var report = await PerformanceAsync(1);
        Assert.Equal((1L, 0L), (report.Labelled, report.PendingLabels));
        await Eventually.TrueAsync(async () => (await labels.Label([new("early#1", "1")]))!.Pending == 0);
        Assert.Equal(1, (await labels.Label([new("early#1", "1")]))!.Duplicates);
        Assert.Equal(1, (await labels.Label([new("early#1", "0")]))!.Corrected);
        Assert.Equal(1, (await labels.Label([new("unknown", "1")]))!.Pending);
        var mixed = await labels.Label([new("early#2", "0"), new("early#3", "banana"), new("early#2", "0")]);
        Assert.Equal((1, 1, 1), (mixed!.Accepted, mixed.Duplicates, Assert.Single(mixed.Rejected).Index));
        Assert.Null(await _cluster.Labels("none").Label([new("x", "1")]));
        var before = await PerformanceAsync(3);
        await _cluster.DeactivateAllAsync();
        var after = await PerformanceAsync(3);
        Assert.Equal(before.Metrics["accuracy"].Value, after.Metrics["accuracy"].Value);
        Assert.Equal((4L, 1L), (after.Predictions, after.PendingLabels));
        Assert.Equal(before.Labelled, (await _cluster.Version("m", "1").Performance(WindowRange.Count(0, 100), null, TimeSpan.FromSeconds(15))).Series.Sum(p => p.Labelled));
    }

    [Fact]
    public async Task Label_WriteThatThrows_AnswersNothingAndTheRepeatCountsOnce()
    {
        await RegisterAsync("1");
        await _cluster.Router("m").Predict(Data.Request(0, 2, "p"));
        await _cluster.WaitForRowsAsync("m", "1", 2);
        foreach (var fault in new[] { Fault.Refused, Fault.WrittenButThrows })
        {
            _cluster.Storage.OnWrite = (table, _) => table == "label-log" ? fault : Fault.None;
            await Assert.ThrowsAnyAsync<Exception>(() => _cluster.Labels("m").Label([new($"p#{(int)fault - 1}", "1")]));
            _cluster.Storage.OnWrite = (_, _) => Fault.None;
            await Eventually.TrueAsync(async () => (await _cluster.Labels("m").Label([new($"p#{(int)fault - 1}", "1")])) is { Pending: 0 });
        }
        Assert.Equal(2, (await PerformanceAsync(2)).Labelled);
    }

    [Fact]
    public async Task Panes_WhoseReceiversFailForAWhile_AreCountedOnceEach()
    {
        await RegisterAsync("1");
        var calls = 0;
        _cluster.Storage.OnWrite = (table, _) => table is "operations" or "drift" or "label-log" && calls++ < 12
            ? calls % 2 == 0 ? Fault.Refused : Fault.WrittenButThrows
            : Fault.None;
        await _cluster.Router("m").Predict(Data.Request(0, 1_200, "p"));
        await _cluster.Labels("m").Label([]);
        var windows = await _cluster.WaitForRowsAsync("m", "1", 1_200);
        Assert.Equal((1_200L, 0L), (windows.Window.Rows, windows.RowsLost));
        var drift = await Eventually.GetAsync(() => _cluster.Drift("m", "1").Report(WindowRange.Count(0, 5_000), null), d => d.Window.Rows >= 1_200);
        Assert.Equal(1_200, drift.Window.Rows);
        Assert.All(drift.Features, f => Assert.Equal(1_200, f.Rows));
    }

    [Fact]
    public async Task Drift_WithoutAReference_SaysSo()
    {
        await _cluster.RegisterAsync("m", "1", Files.Model("elec2", "v1"));
        await _cluster.Router("m").Predict(Data.Request(0, 5, null));
        await _cluster.WaitForRowsAsync("m", "1", 5);
        var report = await _cluster.Drift("m", "1").Report(WindowRange.Count(0, 5), null);
        Assert.Contains("no reference", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shadow_OfEveryRow_IsComparedAndPairedByLabel()
    {
        await RegisterAsync("1");
        await RegisterAsync("3", "v3");
        Assert.Empty((await _cluster.Traffic("m").Start(new(RolloutKind.Shadow, "3", [], "a"))).Errors);
        var part = Assert.Single((await _cluster.Router("m").Predict(Data.Request(10_000, 400, "p"))).Parts);
        Assert.Equal(("1", 2L), (part.Version, part.Epoch));
        var windows = await _cluster.WaitForRowsAsync("m", "3", 400);
        Assert.Equal((400L, 400L), (windows.Total.ShadowRows, windows.Total.Shadow!.Pairs + windows.Total.Shadow.Dropped));
        Assert.True(windows.Total.Shadow.Disagreements > 100);
        await Eventually.TrueAsync(async () =>
            (await _cluster.Labels("m").Label([.. Enumerable.Range(0, 400).Select(r => new PredictionLabel($"p#{r}", Data.Labels[10_000 + r]))]))!.Pending == 0);
        var paired = (await Eventually.GetAsync(
            () => _cluster.Version("m", "1").Performance(WindowRange.Count(0, 400), null, null), r => r.Paired.GetValueOrDefault("3")?.Rows == 400)).Paired["3"];
        Assert.True(paired.OnlyThis > paired.OnlyOther);
    }

    [Fact]
    public async Task Canary_ByCommand_MovesUnitsAndStampsTheEpoch()
    {
        await RegisterAsync("1");
        await RegisterAsync("2", "v2");
        var started = await _cluster.Traffic("m").Start(new(RolloutKind.Canary, "2", [30, 60], "a"));
        Assert.Equal((2L, 1, 0), (started.Policy!.Epoch, started.AcknowledgedBy.Length, started.Unconfirmed.Length));
        var first = await VersionsAsync(2);
        await _cluster.Traffic("m").Command("r1", RolloutCommand.Approve, "a");
        var second = await VersionsAsync(3);
        Assert.True(first.Where(v => v.Value == "2").All(v => second[v.Key] == "2"));
        Assert.True(second.Values.Count(v => v == "2") > first.Values.Count(v => v == "2"));
        await _cluster.Traffic("m").Command("r1", RolloutCommand.Rollback, "a");
        Assert.All((await VersionsAsync(4)).Values, v => Assert.Equal("1", v));
        Assert.Null(await _cluster.Traffic("m").Command("r9", RolloutCommand.Rollback, "a"));
    }

    [Fact]
    public async Task Switch_WriteThatThrows_PublishesOnlyWhatIsStored()
    {
        await RegisterAsync("1");
        await RegisterAsync("2", "v2");
        var change = new TrafficChange([new("2", 1)], [], null, "a");
        _cluster.Storage.OnWrite = (table, _) => table == "traffic" ? Fault.Refused : Fault.None;
        await Assert.ThrowsAnyAsync<Exception>(() => _cluster.Traffic("m").Set(change));
        Assert.Equal(1, (await _cluster.Traffic("m").GetPolicy())!.Epoch);
        Assert.Equal("1", (await _cluster.Router("m").Predict(Data.Request(0, 1, null))).Parts[0].Version);
        _cluster.Storage.OnWrite = (table, _) => table == "traffic" ? Fault.WrittenButThrows : Fault.None;
        Assert.Equal(2, (await _cluster.Traffic("m").Set(change)).Policy!.Epoch);
        _cluster.Storage.OnWrite = (_, _) => Fault.None;
        var part = (await _cluster.Router("m").Predict(Data.Request(0, 1, null))).Parts[0];
        Assert.Equal(("2", 2L), (part.Version, part.Epoch));
    }

    [Fact]
    public async Task Lease_ThatCanNotBeRenewed_EndsInDegradedAnswersOfTheStableVersion()
    {
        await RegisterAsync("1");
        await _cluster.Router("m").Predict(Data.Request(0, 1, null));
        _cluster.Storage.OnRead = (table, _) => table == "traffic" ? throw new IOException("the store is gone") : Task.CompletedTask;
        var part = await Eventually.GetAsync(async () => (await _cluster.Router("m").Predict(Data.Request(0, 1, null))).Parts[0], p => p.Degraded);
        Assert.Equal((PredictOutcome.Ok, "1"), (part.Outcome, part.Version));
        _cluster.Storage.OnRead = (_, _) => Task.CompletedTask;
        Assert.False((await _cluster.Router("m").Predict(Data.Request(0, 1, null))).Parts[0].Degraded);
        Assert.True(_cluster.Service<PolicyCache>().IsValid(_cluster.Service<PolicyCache>().Find("m")!));
    }

    [Fact]
    public async Task Retire_LoadedVersion_IsUnloadedWithItsRowsDelivered()
    {
        await RegisterAsync("1");
        await RegisterAsync("2", "v2");
        Assert.Equal(RetireOutcome.InUse, await _cluster.Model("m").Retire("1"));
        var predictor = _cluster.Grains.GetGrain<IPredictorGrain>("m@2");
        await predictor.Predict(Data.Request(0, 7, null));
        Assert.Equal(RetireOutcome.Retired, await _cluster.Model("m").Retire("2"));
        Assert.Null(_cluster.Service<VersionRuntimes>().Find(new("m", "2")));
        Assert.Equal(7, (await _cluster.AllWindowsAsync("m", "2")).Window.Rows);
        Assert.Equal(PredictOutcome.UnknownVersion, (await predictor.Predict(Data.Request(0, 1, null))).Parts[0].Outcome);
        Assert.Equal(RetireOutcome.UnknownVersion, await _cluster.Model("m").Retire("2"));
    }

    [Fact]
    public async Task Load_OfABrokenFile_IsUnavailableAndNotRemembered()
    {
        await RegisterAsync("1");
        var registered = await RegisterAsync("2", "v2");
        var sha = registered.Version!.Spec.ModelSha256;
        _cluster.Artifacts.Broken[sha] = true;
        var predictor = _cluster.Grains.GetGrain<IPredictorGrain>("m@2");
        Assert.Equal(PredictOutcome.Unavailable, (await predictor.Predict(Data.Request(0, 1, null))).Parts[0].Outcome);
        _cluster.Artifacts.Broken.Clear();
        Assert.Equal(PredictOutcome.Ok, (await predictor.Predict(Data.Request(0, 1, null))).Parts[0].Outcome);
    }

    private Task<RegisterResult> RegisterAsync(string version, string file = "v1") =>
        _cluster.RegisterAsync("m", version, Files.Model("elec2", file), Data.Csv(0, 500), Elec2.Config);

    private Task<PerformanceReport> PerformanceAsync(long labelled) => Eventually.GetAsync(
        () => _cluster.Version("m", "1").Performance(WindowRange.Count(0, 1_000), null, null), r => r.Labelled == labelled, r => $"{r.Labelled} labelled");

    private async Task<Dictionary<string, string>> VersionsAsync(long epoch)
    {
        string[] units = [.. Enumerable.Range(0, 60).Select(i => $"u{i}")];
        var response = await _cluster.Router("m").Predict(new(Data.Batch(0, 60), [.. units.Select(u => new CallerRows(1, null, u))]));
        Assert.All(response.Parts, p => Assert.Equal((PredictOutcome.Ok, epoch), (p.Outcome, p.Epoch)));
        return response.Parts
            .SelectMany(p => p.Callers is { } some ? some.Select(c => (Unit: units[c], p.Version)) : units.Select(u => (Unit: u, p.Version)))
            .ToDictionary(x => x.Unit, x => x.Version);
    }
}
