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

    private static AlertOptions Load(params (string Key, string Value)[] settings)
    {
        var loaded = SettingsLoader.Load([], Profiles.OfThisProcess, builder => builder.AddInMemoryCollection(
            settings.Select(s => new KeyValuePair<string, string?>($"{AlertOptions.SectionName}:{s.Key}", s.Value))));
        return loaded.Configuration.GetSection(AlertOptions.SectionName).Get<AlertOptions>()!;
    }
}
