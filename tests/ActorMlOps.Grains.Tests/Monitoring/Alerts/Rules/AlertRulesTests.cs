using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Alerts.Rules;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Fairness;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts.Rules;

public sealed class AlertRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly VersionSpec Spec = Specs.Version("1", Specs.Binary(), features: ["age", "hours"]) with
    {
        Metrics = [new("ctr", CustomMetricKind.Ratio)],
    };

    [Theory]
    [InlineData("<", 0.8, null, 0.79, SignalState.Firing)]
    [InlineData("<", 0.8, null, 0.8, SignalState.Recovered)]
    [InlineData("<=", 0.8, null, 0.8, SignalState.Firing)]
    [InlineData("<", 0.8, 0.85, 0.82, SignalState.Easing)]
    [InlineData("<", 0.8, 0.85, 0.85, SignalState.Recovered)]
    [InlineData("<=", 0.8, 0.85, 0.85, SignalState.Recovered)]
    [InlineData(">", 0.05, null, 0.06, SignalState.Firing)]
    [InlineData(">", 0.05, 0.02, 0.03, SignalState.Easing)]
    [InlineData(">=", 0.05, 0.02, 0.02, SignalState.Recovered)]
    [InlineData(">", 0.05, 0.02, 0.01, SignalState.Recovered)]
    public void Evaluate_ValueAndThreshold_AreComparedWithHysteresis(string op, double threshold, double? recovery, double value, SignalState expected)
    {
        var signal = AlertRules.Evaluate(Spec, new("accuracy", op, threshold, Recovery: recovery), new(value, 0.1, 0.9), null, Now);
        Assert.Equal(expected, signal.State);
        Assert.Equal<double?>([value, 0.1, 0.9, threshold], [signal.Evidence.Value, signal.Evidence.Low, signal.Evidence.High, signal.Evidence.Threshold]);
        Assert.Equal((AlertKind.Performance, "1", null, "accuracy"), (signal.Kind, signal.Version, signal.Feature, signal.Metric));
    }

    [Fact]
    public void Evaluate_WithoutAValue_SaysWhyAndNothingElse()
    {
        foreach (double? value in new double?[] { null, double.NaN })
        {
            var signal = AlertRules.Evaluate(Spec, new("accuracy", "<", 0.8), new(value, Reason: "No label has arrived."), null, Now);
            Assert.Equal((SignalState.Unknown, "No label has arrived."), (signal.State, signal.Evidence.Reason));
        }
    }

    [Fact]
    public void Evaluate_MetricOfAFeature_IsAboutTheFeature()
    {
        var drift = AlertRules.Evaluate(Spec, new("psi:age", ">", 0.2), new(0.3), null, Now);
        Assert.Equal((AlertKind.Drift, "age"), (drift.Kind, drift.Feature));
        var missing = AlertRules.Evaluate(Spec, new("missing:hours", ">", 0.2), new(0.3), null, Now);
        Assert.Equal((AlertKind.Quality, "hours"), (missing.Kind, missing.Feature));
        var fair = Spec with { Segments = ["sex"], Sensitive = ["sex"] };
        var odds = AlertRules.Evaluate(fair, new("equalizedOddsDifference:sex", ">", 0.2), new(0.3), null, Now);
        Assert.Equal((AlertKind.Fairness, "sex"), (odds.Kind, odds.Feature));
        Assert.Equal(AlertKind.Resource, AlertRules.Evaluate(Spec, new("errors", ">", 0.2), new(0.3), null, Now).Kind);
    }

    [Fact]
    public void Evaluate_ForAndHold_AreTheRulesOwnAndAtLeastAMinute()
    {
        var rule = AlertRules.Evaluate(Spec, new("accuracy", "<", 0.8, TimeSpan.FromMinutes(10)), new(0.7), null, Now);
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)), (rule.For, rule.Hold));
        var bare = AlertRules.Evaluate(Spec, new("accuracy", "<", 0.8), new(0.7), null, Now);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMinutes(1)), (bare.For, bare.Hold));
    }

    [Fact]
    public void Objections_ToRulesThatCanBe_AreNone() => Assert.Empty(AlertRules.Objections(Spec,
    [
        new("accuracy", "<", 0.8, TimeSpan.FromMinutes(10), AlertSeverity.Page),
        new("auc", "<", 0.8, Recovery: 0.85),
        new("estimated.f1", "<", 0.8),
        new("errors", ">", 0.01, Window: TimeSpan.FromMinutes(1)),
        new("latencyP99", ">", 0.2),
        new("requests", "<", 1),
        new("drift.share", ">=", 0.5),
        new("psi:age", ">", 0.2),
        new("ks:hours", ">", 0.1),
        new("ks:score", ">", 0.1),
        new("missing:age", ">", 0.05),
        new("unseen:age", ">", 0.05),
        new("ctr", "<", 0.02),
        new("psi:age", ">", 0.2, Rows: 500),
        new("psi:hours", ">", 0.2, Rows: 65_536),
    ]));

    [Fact]
    public void Objections_ToFairnessOfAColumn_AreNoneIfItIsSensitive()
    {
        var rule = new AlertRuleConfig("equalizedOddsDifference:sex", ">", 0.3);
        Assert.Empty(AlertRules.Objections(Spec with { Segments = ["sex"], Sensitive = ["sex"] }, [rule]));
        Assert.Contains("has no metric 'equalizedOddsDifference:sex'", Assert.Single(AlertRules.Objections(Spec with { Segments = ["sex"] }, [rule])));
    }

    [Theory]
    [InlineData("rocAuc", "<", 0.8, "'alerts[0].metric': the version has no metric 'rocAuc'; it has requests, rows, errors,")]
    [InlineData("rocAuc", "<", 0.8, "accuracy, precision, recall, f1, auc,")]
    [InlineData("rocAuc", "<", 0.8, "ctr, drift.share, and of each column psi:COLUMN, ks:COLUMN")]
    [InlineData("psi:agee", "<", 0.8, "it has psi:age, psi:hours, psi:prediction, psi:score, psi:confidence.")]
    [InlineData("accuracy", "=<", 0.8, "'alerts[0].op': '=<' must be <, <=, > or >=.")]
    [InlineData("accuracy", "<", double.NaN, "'threshold' and 'recovery' must be finite numbers.")]
    public void Objections_ToRulesThatCannotBe_NameTheFieldAndTheRemedy(string metric, string op, double threshold, string expected) =>
        Assert.Contains(AlertRules.Objections(Spec, [new(metric, op, threshold)]), o => o.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Objections_ToTimesRecoveryAndRepeats_NameThem()
    {
        Assert.Contains("'alerts[0].recovery': 0.7 is itself < 0.8", Objection(new AlertRuleConfig("accuracy", "<", 0.8, Recovery: 0.7)));
        Assert.Contains("'alerts[0].for' must be at most 8d", Objection(new AlertRuleConfig("accuracy", "<", 0.8, TimeSpan.FromDays(9))));
        Assert.Contains("'alerts[0].window' must be from 10s to 8d", Objection(new AlertRuleConfig("accuracy", "<", 0.8, Window: TimeSpan.FromDays(9))));
        Assert.Contains("'alerts[0].rows' must be from 500 to 65,536", Objection(new AlertRuleConfig("accuracy", "<", 0.8, Rows: 499)));
        Assert.Contains("'alerts[0].rows' must be from 500 to 65,536", Objection(new AlertRuleConfig("accuracy", "<", 0.8, Rows: 65_537)));
        Assert.Contains(
            "'alerts[0]': 'window' and 'rows'", Objection(new AlertRuleConfig("accuracy", "<", 0.8, Window: TimeSpan.FromMinutes(5), Rows: 500)));
        Assert.Empty(AlertRules.Objections(Spec, [new("accuracy", "<", 0.8), new("accuracy", "<", 0.8, Rows: 500), new("accuracy", "<", 0.8, Rows: 1_000)]));
        Assert.Contains("is there twice", Objection(new AlertRuleConfig("accuracy", "<", 0.8), new AlertRuleConfig("accuracy", "<", 0.8, Severity: AlertSeverity.Page)));
        Assert.Contains("at most 64", Objection([.. Enumerable.Range(0, 65).Select(i => new AlertRuleConfig("accuracy", "<", i))]));

        static string Objection(params AlertRuleConfig[] rules) => Assert.Single(AlertRules.Objections(Spec, rules));
    }

    /// <summary>A name that is promised at registration must be one that a report has.</summary>
    [Fact]
    public void Names_OfEveryReport_AreThoseThatItReads()
    {
        var window = new WindowInfo(Now, Now, 0, 0);
        var operations = OperationsReadings.Of(window, new(null, null, 0, 0, 0, 0, null, null, null));
        Assert.Equal(OperationsReadings.Names(Spec).Order(), operations.Values.Keys.Order());
        Assert.All(operations.Values.Where(v => v.Value.Value is null), v => Assert.Equal("There were no requests in this window.", v.Value.Reason));

        var estimated = ScoreEstimates.Names.ToDictionary(n => n, _ => MetricValue.Exact(0.5));
        var performance = PerformanceReadings.Of(new(
            "m", "1", TaskKind.Binary, window, 0, 0, 0, PerformanceMetrics.Of(PerformanceMetrics.Table(new(Spec.Output))), [], null, null, [], [], "No label.",
            CustomMetrics.Of(new(), Spec), [], 0, new("cbpe", estimated, 0), null, []));
        Assert.Equal(PerformanceReadings.Names(Spec).Order(), performance.Values.Keys.Order());

        var counters = new FairnessCounters();
        counters.Add("Female", 10, 2, null);
        counters.Add("Male", 10, 5, null);
        var fair = Spec with { Segments = ["sex"], Sensitive = ["sex"] };
        var fairness = FairnessReadings.Of(new("m", "1", window, 0, [FairnessReports.Build("sex", counters, null)], null));
        Assert.Equal(FairnessReadings.Names(fair).Order(), fairness.Values.Keys.Order());
        Assert.Equal(0.4, fairness.Of("demographicParityRatio:sex").Value!.Value, 1e-12);
        Assert.Null(fairness.Of("equalizedOddsDifference:sex").Value);
        Assert.NotNull(fairness.Of("equalizedOddsDifference:sex").Reason);

        Assert.Null(performance.Of("accuracy").Value);
        Assert.NotNull(performance.Of("accuracy").Reason);
    }

    [Fact]
    public void Has_OfAColumnsMetric_AgreesWithTheNames()
    {
        Assert.Equal(1 + (5 * 14), DriftReadings.Names(Spec).Count());
        Assert.All(DriftReadings.Names(Spec), n => Assert.True(DriftReadings.Has(Spec, n)));
        Assert.All(new[] { "psi", "psi:", ":age", "psi:agee", "z:age", "drift", "missing:selected" }, n => Assert.False(DriftReadings.Has(Spec, n)));
    }

    [Fact]
    public void Pace_OfAWindow_IsASixtiethBetweenTheStepAndFiveMinutes()
    {
        var step = TimeSpan.FromSeconds(10);
        Assert.Equal(step, AlertRules.Pace(TimeSpan.FromMinutes(5), step));
        Assert.Equal(TimeSpan.FromMinutes(1), AlertRules.Pace(TimeSpan.FromHours(1), step));
        Assert.Equal(TimeSpan.FromMinutes(5), AlertRules.Pace(TimeSpan.FromDays(8), step));
    }
}
