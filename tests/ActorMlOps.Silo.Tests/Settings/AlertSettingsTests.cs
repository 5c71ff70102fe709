using ActorMlOps.Grains.Hosting;
using ActorMlOps.Silo.Settings;
using ActorMlOps.Testing;
using Microsoft.Extensions.Configuration;

namespace ActorMlOps.Silo.Tests.Settings;

public sealed class AlertSettingsTests : IDisposable
{
    private const string Secret = "do-not-tell";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Sinks_InTheConfiguration_AreRead()
    {
        File.WriteAllText(_directory["slack"], "https://hooks.slack.com/services/T/B/x\n");
        var options = Load(
            ("PublicUrl", "https://mlops.example"), ("FalseAlarmDays", "7"),
            ("Sinks:0:Type", "PagerDuty"), ("Sinks:0:Secret", Secret), ("Sinks:0:MinSeverity", "page"),
            ("Sinks:1:Type", "slack"), ("Sinks:1:UrlFile", _directory["slack"]), ("Sinks:1:Models:0", "fraud"),
            ("Retraining:Url", "http://trainer.internal/run"), ("Retraining:Kinds:0", "performance"));
        Assert.Equal((7, 2), (options.FalseAlarmDays, options.Sinks!.Count));
        Assert.Equal("page", options.Sinks[0].MinSeverity.ToString().ToLowerInvariant());
        Assert.Equal(["fraud"], options.Sinks[1].Models!);
        Assert.Empty(options.Errors());
    }

    [Fact]
    public void Sinks_ThatLackSomething_AreNamedWithoutTheirSecrets()
    {
        var errors = Assert.Throws<SettingsException>(() => Load(
            ("Sinks:0:Type", "webhook"), ("Sinks:0:Secret", Secret),
            ("Sinks:1:Type", "slack"), ("Sinks:1:Url", $"ftp://{Secret}"),
            ("Sinks:2:Type", "pagerduty"),
            ("Sinks:3:Type", "log"), ("Sinks:4:Type", "log"),
            ("Sinks:5:Type", "log"), ("Sinks:5:Name", "feed"),
            ("Sinks:6:Type", "webhook"), ("Sinks:6:Name", "w"), ("Sinks:6:Url", "http://x"), ("Sinks:6:SecretFile", "/no/such/file"))).Errors;
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Sinks:0:Url: is missing", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Sinks:1:Url: is not an address", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Sinks:2:Secret: is missing", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Sinks:4:Name: 'log' is another sink's name", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Sinks:5:Name: 'feed'", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Sinks:6:SecretFile: '/no/such/file' cannot be read", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_OfTheFleet_AreReadAndWhatMakesNoSenseIsNamed()
    {
        var options = Load(
            ("Rules:0:Metric", "requests.unauthorized"), ("Rules:0:Threshold", "5"), ("Rules:0:For", "00:02:00"), ("Rules:0:Severity", "page"),
            ("Rules:1:Metric", "memory.share"), ("Rules:1:Op", ">"), ("Rules:1:Threshold", "0.9"), ("Rules:1:Recovery", "0.8"));
        Assert.Empty(options.Errors());
        Assert.Equal([(">=", 5), (">", 0.9)], options.Rules!.Select(r => (r.Op, r.Threshold!.Value)));

        var errors = Assert.Throws<SettingsException>(() => Load(
            ("Rules:0:Metric", "requests.unknown"), ("Rules:0:Threshold", "5"),
            ("Rules:1:Metric", "requests.malformed"),
            ("Rules:2:Metric", "requests.malformed"), ("Rules:2:Threshold", "5"), ("Rules:2:Op", "=="),
            ("Rules:3:Metric", "requests.malformed"), ("Rules:3:Threshold", "5"), ("Rules:3:Recovery", "6"),
            ("Rules:4:Metric", "requests.malformed"), ("Rules:4:Threshold", "5"), ("Rules:4:For", "9.00:00:00"))).Errors;
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Rules:0:Metric: 'requests.unknown' is none of cpu.cores,", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Rules:1:Threshold: must be a finite number", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Rules:2:Op: '==' must be", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Rules:3:Recovery: is itself beyond", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("ActorMlOps:Alerts:Rules:4:For: '9.00:00:00' is not a duration", StringComparison.Ordinal));
        Assert.Contains(
            Assert.Throws<SettingsException>(() => Load(("Rules:0:Threshold", "many"))).Errors, e => e == "ActorMlOps:Alerts:Rules:0:Threshold: 'many' is not a number.");
    }

    private static AlertOptions Load(params (string Key, string Value)[] settings)
    {
        var loaded = SettingsLoader.Load([], Profiles.OfThisProcess, builder => builder.AddInMemoryCollection(
            settings.Select(s => new KeyValuePair<string, string?>($"{AlertOptions.SectionName}:{s.Key}", s.Value))));
        return loaded.Configuration.GetSection(AlertOptions.SectionName).Get<AlertOptions>()!;
    }
}
