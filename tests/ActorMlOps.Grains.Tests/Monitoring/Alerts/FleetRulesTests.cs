using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Grains.Monitoring.Alerts.Rules;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Testing;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

/// <summary>Rules on numbers of all silos.</summary>
public sealed class FleetRulesTests
{
    private const string Setting = "ActorMlOps:Alerts:";

    [Fact]
    public async Task Refusals_OfAllSilosTogether_RaiseAnAlertOfSecurityThatIsToldSilencedAndAcknowledgedAsAny()
    {
        await using var receiver = AlertReceiver.Up();
        await using var cluster = await GrainsCluster.StartAsync(silos: 2, settings:
        [
            new($"{Setting}EvaluateSeconds", "1"), new($"{Setting}Sinks:0:Type", "webhook"), new($"{Setting}Sinks:0:Url", receiver.Url),
        ]);
        var alerts = cluster.Grains.GetGrain<IAlertGrain>(AlertScope.Fleet.ToString());
        var rules = await Eventually.GetAsync(alerts.Rules, r => r.Length == 2);
        Assert.All(rules, r => Assert.True(r is { Version: null, State: "quiet", Value: 0 }, $"{r}"));
        var fleet = cluster.Grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key);
        var silence = await fleet.AddSilence(new(Kind: AlertKind.Security), TimeProvider.System.GetUtcNow().AddHours(1), "a test of ours", "ann");

        // Neither silo has the 30 of the rule.
        foreach (var silo in (int[])[0, 1])
        {
            for (var i = 0; i < 20; i++)
                cluster.Service<IRefusals>(silo).Count(Refusal.Unauthorized);
        }

        var alert = Assert.Single((await Eventually.GetAsync(alerts.List, i => i.Alerts.Length > 0)).Alerts);
        Assert.Equal((AlertKind.Security, "requests.unauthorized", AlertSeverity.Warning), (alert.Kind, alert.Metric, alert.Severity));
        Assert.True(alert is { Model: null, Version: null, Evidence: { Value: 40, Threshold: 30 } }, $"{alert}");
        Assert.Equal(silence!.Id, alert.Silenced);
        Assert.Empty(receiver.Received);

        await fleet.RemoveSilence(silence.Id);
        await Eventually.GetAsync(() => Task.FromResult(receiver.Received.Length), n => n == 1);
        Assert.Equal(AlertPhase.Acknowledged, (await alerts.Acknowledge(1, "ann", null))!.State);
        await Eventually.GetAsync(() => Task.FromResult(receiver.Keys.Length), n => n == 2);
        Assert.Equal(["opened", "acknowledged"], receiver.Received.Select(r => r.Event));
    }

    [Fact]
    public void Condition_OfARuleThatIsNoMoreInTheSettings_IsOver()
    {
        var rule = AlertRules.Evaluate(
            AlertKind.Security, new("requests.malformed", ">=", 300), new(400), null, Signals.Start) with
        { Hold = TimeSpan.Zero };
        var other = Signals.Of(SignalState.Firing, feature: null, kind: AlertKind.Resource, version: null);
        var book = Signals.Book("log").Observe(Signals.Start, rule, other);
        Assert.Equal(2, book.Open.Length);

        var kept = book.Next(new AlertInput.KeptFleet(new HashSet<string> { rule.Source }), Signals.Start);
        Assert.Same(book, kept);
        var dropped = book.Next(new AlertInput.KeptFleet(new HashSet<string>()), Signals.Start);

        Assert.Equal(AlertKind.Resource, Assert.Single(dropped.Open).Kind);
        Assert.Equal("The settings have no rule 'requests.malformed >= 300' any more.", Assert.Single(dropped.Closed).Recovery!.Reason);
    }
}
