using System.Net;
using System.Text;
using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Testing;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

/// <summary>The grain with a store, timers and sinks over HTTP.</summary>
public sealed class AlertGrainTests
{
    private const string Model = "m";
    private const string Secret = "s3cret";

    [Fact]
    public async Task Signals_OpenAndClose_AreToldToEverySinkInOrder()
    {
        await using var hook = AlertReceiver.Up();
        await using var slack = AlertReceiver.Up();
        await using var pager = AlertReceiver.Up();
        await using var manager = AlertReceiver.Up();
        await using var cluster = await StartAsync(
            ("0:Type", "webhook"), ("0:Url", hook.Url), ("0:Secret", Secret),
            ("1:Type", "slack"), ("1:Url", slack.Url + "services/T/B/x"),
            ("2:Type", "pagerduty"), ("2:Url", pager.Url + "v2/enqueue"), ("2:Secret", "KEY"),
            ("3:Type", "alertmanager"), ("3:Url", manager.Url),
            ("4:Type", "webhook"), ("4:Name", "pages"), ("4:Url", hook.Url + "pages"), ("4:MinSeverity", "page"));
        var grain = Grain(cluster);

        var answer = Assert.Single(await grain.Observe([Of(SignalState.Firing)]));
        Assert.Equal(("m:1", AlertPhase.Open), (answer.Id, answer.State));
        await grain.Acknowledge(1, "ann", "on it");
        Assert.Equal(AlertPhase.Acknowledged, Assert.Single(await grain.Observe([Of(SignalState.Firing)])).State);
        Assert.Equal(SignalAnswer.None, Assert.Single(await grain.Observe([Of(SignalState.Recovered)])));

        await UntilAsync(hook, 3);
        Assert.Equal([("/", "m:1/1", "opened"), ("/", "m:1/2", "acknowledged"), ("/", "m:1/3", "closed")], hook.Received.Select(r => (r.Path, r.Key, r.Event)));
        Assert.All(hook.Received, r => Assert.Equal(Signature.Of(Encoding.UTF8.GetBytes(r.Body), Secret), r.Signature));
        Assert.Equal(["open", "acknowledged", "closed"], hook.Received.Select(r => (string)r.Json["state"]!));
        await Eventually.GetAsync(() => Task.FromResult(slack.Received.Length), n => n == 3);
        Assert.Equal("/services/T/B/x", slack.Received[0].Path);
        await Eventually.GetAsync(() => Task.FromResult(pager.Received.Length), n => n == 3);
        Assert.Equal(["trigger", "acknowledge", "resolve"], pager.Received.Select(r => (string)r.Json["event_action"]!));
        Assert.Single(pager.Received.Select(r => (string)r.Json["dedup_key"]!).Distinct());
        await Eventually.GetAsync(
            () => Task.FromResult(manager.Received), r => r.Length > 0 && (string)r[^1].Json[0]!["labels"]!["feature"]! == "age" && Ended(r[^1]));
        Assert.All(manager.Received, r => Assert.Equal("/api/v2/alerts", r.Path));

        static bool Ended(ReceivedAlert message) => DateTimeOffset.Parse((string)message.Json[0]!["endsAt"]!) <= TimeProvider.System.GetUtcNow();
    }

    [Fact]
    public async Task Sink_ThatIsDown_GetsEverythingInOrderOnceItIsBackAlsoAfterARestart()
    {
        await using var down = AlertReceiver.Down();
        await using var up = AlertReceiver.Up();
        await using var cluster = await StartAsync(
            ("0:Type", "webhook"), ("0:Name", "down"), ("0:Url", down.Url), ("1:Type", "webhook"), ("1:Name", "up"), ("1:Url", up.Url));
        var grain = Grain(cluster);
        await OpenAndCloseAsync(grain, 20);
        await UntilAsync(up, 40);
        var waiting = await Eventually.GetAsync(() => grain.List(), i => Of(i, "down").Attempts > 0 && Of(i, "up").Undelivered == 0);
        Assert.Equal(40, Of(waiting, "down").Undelivered);
        Assert.Contains("No connection", Of(waiting, "down").Error, StringComparison.Ordinal);

        await cluster.DeactivateAllAsync();
        Assert.Equal(40, Of(await grain.List(), "down").Undelivered);
        down.Start();
        await UntilAsync(down, 40);
        Assert.Equal(up.Keys, down.Keys);
        Assert.Equal(40, down.Received.Length);
        await Eventually.GetAsync(() => grain.List(), i => i.Sinks.All(s => s.Undelivered == 0));

        static SinkProgress Of(AlertsInfo info, string sink) => info.Sinks.Single(s => s.Sink == sink);
    }

    [Fact]
    public async Task Sink_ThatHangs_HoldsUpNeitherSignalsNorOtherSinks()
    {
        await using var hung = AlertReceiver.Up();
        await using var up = AlertReceiver.Up();
        var answer = new TaskCompletionSource<HttpStatusCode>();
        hung.Answer = _ => answer.Task;
        await using var cluster = await StartAsync(
            ("0:Type", "webhook"), ("0:Name", "hung"), ("0:Url", hung.Url), ("1:Type", "webhook"), ("1:Name", "up"), ("1:Url", up.Url));
        await OpenAndCloseAsync(Grain(cluster), 20);
        await UntilAsync(up, 40);
        Assert.Empty(hung.Received);
        Assert.True(hung.Attempts > 0);
        hung.Answer = _ => Task.FromResult(HttpStatusCode.OK);
        answer.SetResult(HttpStatusCode.ServiceUnavailable);
        await UntilAsync(hung, 40);
        Assert.Equal(up.Keys, hung.Keys);
    }

    [Fact]
    public async Task Sink_OfManyModels_IsTriedWithoutOneWaitingForAnother()
    {
        await using var up = AlertReceiver.Up();
        await using var cluster = await StartAsync(("0:Type", "webhook"), ("0:Url", up.Url));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => cluster.Grains.GetGrain<IAlertGrain>($"m{i}").Observe([Of(SignalState.Firing)])));
        await UntilAsync(up, 20);
        Assert.Equal(20, up.Keys.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Signal_WhoseWriteFails_IsToldExactlyOnceInTheEnd(bool written)
    {
        var fault = written ? Fault.WrittenButThrows : Fault.Refused;
        await using var up = AlertReceiver.Up();
        await using var cluster = await StartAsync(("0:Type", "webhook"), ("0:Url", up.Url));
        var grain = Grain(cluster);
        await grain.List();
        var faults = 1;
        cluster.Storage.OnWrite = (table, _) => table == StorageNames.Alerts && Interlocked.Decrement(ref faults) >= 0 ? fault : Fault.None;
        await Assert.ThrowsAnyAsync<Exception>(() => grain.Observe([Of(SignalState.Firing)]));
        // The source says it again, as sources do.
        await grain.Observe([Of(SignalState.Firing)]);
        await grain.Observe([Of(SignalState.Recovered)]);
        await UntilAsync(up, 2);
        Assert.Equal(["m:1/1", "m:1/2"], up.Keys);
        Assert.Equal(2, up.Received.Length);
    }

    [Fact]
    public async Task Nothing_ThatChangesNothing_IsWritten()
    {
        await using var cluster = await StartAsync(("0:Type", "log"));
        var grain = Grain(cluster);
        await grain.Observe([Of(SignalState.Firing)]);
        await Eventually.GetAsync(() => grain.List(), i => i.Sinks.All(s => s.Undelivered == 0));
        var writes = 0;
        cluster.Storage.OnWrite = (table, _) =>
        {
            if (table == StorageNames.Alerts)
                Interlocked.Increment(ref writes);
            return Fault.None;
        };
        for (var i = 0; i < 20; i++)
            await grain.Observe([Of(SignalState.Firing), Of(SignalState.Recovered, feature: "hours"), Of(SignalState.Unknown, feature: "x")]);
        Assert.Equal(0, writes);
    }

    [Fact]
    public async Task Silence_IsKnownAfterARestartBeforeTheFirstSignal()
    {
        await using var up = AlertReceiver.Up();
        await using var cluster = await StartAsync(("0:Type", "webhook"), ("0:Url", up.Url));
        var fleet = Fleet(cluster);
        var silence = await fleet.AddSilence(new(Model: Model, Kind: AlertKind.Drift), TimeProvider.System.GetUtcNow().AddHours(1), "known", "ann");
        await cluster.DeactivateAllAsync();
        Assert.Equal(silence, Assert.Single(await fleet.Silences()));
        await Grain(cluster).Observe([Of(SignalState.Firing), Of(SignalState.Firing, kind: AlertKind.Quality)]);
        await UntilAsync(up, 1);
        Assert.Equal(["m:2/1"], up.Keys);
        Assert.Equal(silence!.Id, (await Grain(cluster).Get(1))!.Silenced);

        Assert.True(await fleet.RemoveSilence(silence.Id));
        Assert.False(await fleet.RemoveSilence(silence.Id));
        await Grain(cluster).Wake([]);
        await UntilAsync(up, 2);
        Assert.Equal(["m:2/1", "m:1/1"], up.Keys);
    }

    [Fact]
    public async Task Feed_OfAllModels_IsOneOrderedListThatCanBeWaitedFor()
    {
        await using var cluster = await StartAsync(("0:Type", "log"));
        var fleet = Fleet(cluster);
        var waiting = fleet.Events(null, TimeSpan.FromSeconds(20));
        await Grain(cluster).Observe([Of(SignalState.Firing)]);
        Assert.Equal(["m:1"], (await waiting).Events.Select(e => e.Alert.Id));
        await cluster.Grains.GetGrain<IAlertGrain>("n").Observe([Of(SignalState.Firing)]);
        await Eventually.GetAsync(() => fleet.Events(0, TimeSpan.Zero), f => f.Events.Length == 2);
        await cluster.DeactivateAllAsync();
        var feed = await fleet.Events(0, TimeSpan.Zero);
        Assert.Equal([(1L, "m:1"), (2L, "n:1")], feed.Events.Select(e => (e.Id, e.Alert.Id)));
        Assert.Empty((await fleet.Events(2, TimeSpan.FromMilliseconds(50))).Events);
    }

    [Fact]
    public async Task Test_OfOneSinkOrAll_TellsWhatBecameOfIt()
    {
        await using var up = AlertReceiver.Up();
        await using var down = AlertReceiver.Down();
        await using var cluster = await StartAsync(
            ("0:Type", "webhook"), ("0:Name", "up"), ("0:Url", up.Url), ("1:Type", "webhook"), ("1:Name", "down"), ("1:Url", down.Url), ("2:Type", "log"));
        var results = (await Fleet(cluster).Test(null, AlertSeverity.Page))!;
        Assert.Equal([("up", true, 200), ("down", false, null), ("log", true, null)], results.Select(r => (r.Sink, r.Delivered, r.Status)));
        Assert.Contains("No connection", results[1].Error, StringComparison.Ordinal);
        Assert.Equal("test", (string)Assert.Single(up.Received).Json["kind"]!);
        Assert.Null(await Fleet(cluster).Test("nobody", AlertSeverity.Page));
        Assert.Equal("up", Assert.Single((await Fleet(cluster).Test("up", AlertSeverity.Info))!).Sink);
    }

    [Fact]
    public async Task Rule_OverARealReport_OpensFollowsTheConfigAndSurvives()
    {
        await using var up = AlertReceiver.Up();
        await using var cluster = await StartAsync(("0:Type", "webhook"), ("0:Url", up.Url));
        var config = Elec2.Config with
        {
            Alerts = [new("requests", ">=", 1, Severity: AlertSeverity.Page, Window: TimeSpan.FromMinutes(5)), new("accuracy", "<", 0.1), new("drift.share", ">=", 2)],
        };
        var registered = await cluster.RegisterAsync(Model, "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500), config);
        Assert.Equal(RegisterOutcome.Created, registered.Outcome);
        await cluster.Router(Model).Predict(Elec2.Instance.Request(0, 50, null));

        // Nobody calls the model's alert grain: the fleet wakes it.
        await UntilAsync(up, 1);
        var alert = Assert.Single((await Grain(cluster).List()).Alerts);
        Assert.Equal(("requests", AlertKind.Resource, AlertSeverity.Page, "1"), (alert.Metric, alert.Kind, alert.Severity, alert.Version));
        Assert.True(alert.Evidence.Value >= alert.Evidence.Threshold);
        var rules = await Eventually.GetAsync(() => Grain(cluster).Rules(), r => r.Length == 3 && r.Any(s => s.State == "firing"));
        Assert.Equal(("unknown", "No label has arrived for this window yet."), (rules.Single(r => r.Rule.StartsWith("accuracy")).State, rules.Single(r => r.Rule.StartsWith("accuracy")).Reason));
        Assert.Equal("quiet", rules.Single(r => r.Rule.StartsWith("drift")).State);

        await cluster.DeactivateAllAsync();
        Assert.Equal(alert.Id, Assert.Single((await Grain(cluster).List()).Alerts).Id);
        await cluster.RegisterAsync(Model, "2", Files.Model("elec2", "v2"));
        await cluster.Traffic(Model).Set(new([new("2", 1)], [], null, "a"));
        Assert.Equal(RetireOutcome.Retired, await cluster.Model(Model).Retire("1"));
        await UntilAsync(up, 2);
        Assert.Equal(["opened", "closed"], up.Received.Select(r => r.Event));
        Assert.Equal("Version '1' was retired.", (string)up.Received[1].Json["recovery"]!["reason"]!);
    }

    [Fact]
    public async Task Rules_OfAModelThatHasJustCome_AreEvaluatedWhenAsked()
    {
        await using var cluster = await StartAsync(("0:Type", "log"));
        await cluster.RegisterAsync(
            Model, "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500), Elec2.Config with { Alerts = [new("requests", ">=", 0), new("accuracy", "<", 0.1)] });

        // Nothing woke the model's alert grain yet, and it looks by itself only later.
        var rules = await Grain(cluster).Rules();

        Assert.Equal(["accuracy < 0.1: unknown", "requests >= 0: firing"], rules.Select(r => $"{r.Rule}: {r.State}").Order());
    }

    [Fact]
    public async Task Rule_OfTheNewestRows_WaitsUntilThereAreSoMany()
    {
        await using var cluster = await StartAsync(("0:Type", "log"));
        await cluster.RegisterAsync(
            Model, "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500), Elec2.Config with { Alerts = [new("psi:nswprice", ">=", 0, Rows: 500)] });
        for (var row = 0; row < 400; row += 100)
            await cluster.Router(Model).Predict(Elec2.Instance.Request(row, 100, null));
        var rules = await Eventually.GetAsync(() => Grain(cluster).Rules(), r => r is [{ Reason: { } reason }] && reason.Contains(" has 400."));
        Assert.Equal(("unknown", "The rule is of 500 rows; the version has 400."), (rules[0].State, rules[0].Reason));
        Assert.Empty((await Grain(cluster).List()).Alerts);

        await cluster.Router(Model).Predict(Elec2.Instance.Request(400, 100, null));
        rules = await Eventually.GetAsync(() => Grain(cluster).Rules(), r => r is [{ State: "firing" }]);
        Assert.Equal("psi:nswprice >= 0 of 500 rows", rules[0].Rule);
        Assert.Equal("nswprice", Assert.Single((await Grain(cluster).List()).Alerts).Feature);
    }

    [Fact]
    public async Task Registration_WithARuleOfAMetricThatIsNotThere_IsRefusedWithTheNames()
    {
        await using var cluster = await StartAsync(("0:Type", "log"));
        var result = await cluster.RegisterAsync(
            Model, "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500), Elec2.Config with { Alerts = [new("psi:price", ">", 0.2)] });
        Assert.Equal(RegisterOutcome.Invalid, result.Outcome);
        Assert.Contains("it has psi:period, psi:nswprice,", Assert.Single(result.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollout_ThatIsRolledBack_IsAnAlertWithoutARule()
    {
        await using var up = AlertReceiver.Up();
        await using var cluster = await StartAsync(("0:Type", "webhook"), ("0:Url", up.Url));
        await cluster.RegisterAsync(Model, "1", Files.Model("elec2", "v1"));
        await cluster.RegisterAsync(Model, "2", Files.Model("elec2", "v2"));
        foreach (var command in new[] { RolloutCommand.Rollback, RolloutCommand.Abort, RolloutCommand.Rollback })
        {
            var started = await cluster.Traffic(Model).Start(new(RolloutKind.Canary, "2", [10], "ann"));
            await cluster.Traffic(Model).Command(started.Rollout!.Id, command, "ann");
        }
        await UntilAsync(up, 2);
        Assert.Equal(["r1", "r3"], up.Received.Select(r => (string)r.Json["evidence"]!["details"]!["rollout"]!).Order());
        Assert.All(up.Received, r => Assert.Equal(("rollout", "2"), ((string)r.Json["kind"]!, (string)r.Json["version"]!)));
        var seen = await Grain(cluster).Acknowledge(1, "ann", null);
        Assert.Equal(AlertPhase.Closed, seen!.State);
    }

    [Fact]
    public async Task Retraining_IsAskedForOnceAnAlertThatItIsOf()
    {
        await using var trainer = AlertReceiver.Up();
        await using var cluster = await GrainsCluster.StartAsync(settings:
            [.. Quick, new("ActorMlOps:Alerts:Retraining:Url", trainer.Url), new("ActorMlOps:Alerts:Retraining:Secret", Secret)]);
        await Grain(cluster).Observe(
            [Of(SignalState.Firing), Of(SignalState.Firing, kind: AlertKind.Resource), Of(SignalState.Firing, feature: "hours", severity: AlertSeverity.Info)]);
        await Grain(cluster).Observe([Of(SignalState.Recovered)]);
        await Eventually.GetAsync(() => Grain(cluster).List(), i => i.Sinks.All(s => s.Undelivered == 0));
        var request = Assert.Single(trainer.Received);
        Assert.Equal(("m", "m:1", "m:1/1"), ((string)request.Json["model"]!, (string)request.Json["alert"]!["id"]!, request.Key));
        Assert.Equal(Signature.Of(Encoding.UTF8.GetBytes(request.Body), Secret), request.Signature);
    }

    private static readonly KeyValuePair<string, string?>[] Quick =
    [
        new("ActorMlOps:Alerts:EvaluateSeconds", "1"),
        new("ActorMlOps:Alerts:RetryFirst", "00:00:00.05"),
        new("ActorMlOps:Alerts:RetryMost", "00:00:00.2"),
        new("ActorMlOps:Alerts:Timeout", "00:00:05"),
    ];

    private static Task<GrainsCluster> StartAsync(params (string Key, string Value)[] sinks) => GrainsCluster.StartAsync(
        settings: [.. Quick, .. sinks.Select(s => new KeyValuePair<string, string?>($"ActorMlOps:Alerts:Sinks:{s.Key}", s.Value))]);

    private static IAlertGrain Grain(GrainsCluster cluster) => cluster.Grains.GetGrain<IAlertGrain>(Model);

    private static IAlertFleetGrain Fleet(GrainsCluster cluster) => cluster.Grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key);

    /// <summary>About no version: those that are not registered are over at the next look.</summary>
    private static AlertSignal Of(
        SignalState state, string? feature = "age", AlertKind kind = AlertKind.Drift, AlertSeverity severity = AlertSeverity.Warning) =>
        Signals.Of(state, severity: severity, feature: feature, kind: kind, version: null);

    private static async Task OpenAndCloseAsync(IAlertGrain grain, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await grain.Observe([Of(SignalState.Firing)]);
            await grain.Observe([Of(SignalState.Recovered)]);
        }
    }

    private static Task UntilAsync(AlertReceiver receiver, int messages) => Eventually.GetAsync(
        () => Task.FromResult(receiver.Keys.Length), n => n >= messages, n => $"{n} of {messages} messages after {receiver.Attempts} attempts");
}
