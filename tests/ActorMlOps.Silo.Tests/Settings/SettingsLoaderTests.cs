using ActorMlOps.Silo.Settings;
using ActorMlOps.Testing;
using Microsoft.Extensions.Configuration;

namespace ActorMlOps.Silo.Tests.Settings;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_ShippedProfile_EqualsTheDefaultsOfTheCode()
    {
        var shipped = SettingsLoader.Load([], Profiles.OfThisProcess, Environment([])).Silo;

        var defaults = new SiloSettings();
        Assert.Equal(defaults.Urls, shipped.Urls);
        Assert.Equal(defaults, shipped with { Urls = defaults.Urls });
    }

    [Fact]
    public void Load_AllThreeSources_TheLaterWins()
    {
        Write("site", """{ "ActorMlOps": { "Data": "file", "SiloPort": 1, "GatewayPort": 2, "Telemetry": { "TraceRatio": 0.5 } } }""");

        var loaded = Load(
            ["--profile", "site", "--silo-port=3"],
            ("ActorMlOps:Data", "environment"), ("ActorMlOps:SiloPort", "4"), ("ActorMlOps:Urls", "http://localhost:6000; http://[::1]:6001"));

        Assert.Equal("site", loaded.Profile);
        Assert.Equal("environment", loaded.Silo.Data);
        Assert.Equal(3, loaded.Silo.SiloPort);
        Assert.Equal(2, loaded.Silo.GatewayPort);
        Assert.Equal(0.5, loaded.Silo.Telemetry.TraceRatio);
        Assert.Equal([new Uri("http://localhost:6000"), new Uri("http://[::1]:6001")], loaded.Silo.Urls);
    }

    [Theory]
    [InlineData("SiloPort", "0")]
    [InlineData("SiloPort", "65536")]
    [InlineData("SiloPort", "11 111")]
    [InlineData("SiloPort", "30000")]
    [InlineData("GatewayPort", "-1")]
    [InlineData("GatewayPort", "")]
    [InlineData("Data", " ")]
    [InlineData("Urls", "")]
    [InlineData("Urls", "5080")]
    [InlineData("Urls", "localhost:5080")]
    [InlineData("Urls", "http://0.0.0.0:5080")]
    [InlineData("Urls", "http://*:5080")]
    [InlineData("Urls", "http://example.org")]
    [InlineData("Urls", "https://localhost:5080")]
    [InlineData("Urls", "http://localhost:5080/models")]
    [InlineData("Urls", "http://127.0.0.1:5080;http://10.0.0.1:5080")]
    [InlineData("GrpcUrl", "5081")]
    [InlineData("GrpcUrl", "http://0.0.0.0:5081")]
    [InlineData("GrpcUrl", "http://127.0.0.1:5081;http://127.0.0.1:5082")]
    [InlineData("GrpcUrl", "http://127.0.0.1:5080")]
    [InlineData("Monitoring:LabelPartitions", "0")]
    [InlineData("Monitoring:LabelPartitions", "many")]
    [InlineData("Monitoring:ReferenceBins", "15")]
    [InlineData("Monitoring:ReferenceBin", "100")]
    [InlineData("Serving:MaxModelBytes", "-1")]
    [InlineData("Serving:ProbeSeconds", "0")]
    [InlineData("Serving:RunSeconds", "soon")]
    [InlineData("Api:MaxInferBytes", "1")]
    [InlineData("Alerts:EvaluateSeconds", "0")]
    [InlineData("Alerts:FalseAlarmDays", "often")]
    [InlineData("Alerts:RetryMost", "00:00:00.5")]
    [InlineData("Alerts:PublicUrl", "mlops.example")]
    [InlineData("Alerts:Sinks:0:Type", "pigeon")]
    [InlineData("Alerts:Sinks:0:Typo", "log")]
    [InlineData("Alerts:Sinks:0:MinSeverity", "huge")]
    [InlineData("Alerts:Retraining:Url", "trainer")]
    [InlineData("Alerts:Retraining:UrlFile", "/no/such/file")]
    [InlineData("ShutdownTimeout", "30")]
    [InlineData("ShutdownTimeout", "00:00:00")]
    [InlineData("ShutdownTimeout", "01:00:00")]
    [InlineData("BusyTimeout", "00:00:00.5")]
    [InlineData("Telemetry:OtlpEndpoint", "collector:4317")]
    [InlineData("Telemetry:TraceRatio", "1.01")]
    [InlineData("Telemetry:TraceRatio", "NaN")]
    [InlineData("Telemetry:TraceRatio", "0,5")]
    [InlineData("Telemetry:LogLevel", "Loud")]
    [InlineData("Telemetry:LogLevel", "3")]
    [InlineData("Telemetry:Unknown", "1")]
    [InlineData("SiloPorts", "1")]
    public void Load_WrongValue_IsTheOnlyErrorAndNamesTheKey(string key, string value)
    {
        var failure = Assert.Throws<SettingsException>(() => Load([], ($"ActorMlOps:{key}", value)));

        var error = Assert.Single(failure.Errors);
        var named = (key, value) is ("SiloPort", "30000") ? "GatewayPort" : key;
        Assert.StartsWith($"ActorMlOps:{named}: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ManyErrors_ListsThemAll()
    {
        Write("site", """{ "ActorMlOps": { "Telemetry": { "TraceRatio": 7 }, "Colour": "red" } }""");

        var failure = Assert.Throws<SettingsException>(() => Load(["--profile", "site", "--silo-port", "x", "--fast", "--data"], ("ActorMlOps:GatewayPort", "y")));

        Assert.Collection(
            failure.Errors.Order(StringComparer.Ordinal),
            error => Assert.StartsWith("--data: a value is missing", error, StringComparison.Ordinal),
            error => Assert.StartsWith("--fast: no such argument", error, StringComparison.Ordinal),
            error => Assert.StartsWith("ActorMlOps:Colour: no such setting", error, StringComparison.Ordinal),
            error => Assert.StartsWith("ActorMlOps:GatewayPort: 'y' is not a whole number", error, StringComparison.Ordinal),
            error => Assert.StartsWith("ActorMlOps:SiloPort: 'x' is not a whole number", error, StringComparison.Ordinal),
            error => Assert.StartsWith("ActorMlOps:Telemetry:TraceRatio: '7' is not a number from 0 to 1", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_UnknownProfile_ListsTheAvailableOnes()
    {
        Write("site", "{}");
        Write("another", "{}");

        var failure = Assert.Throws<SettingsException>(() => Load(["--profile", "nowhere"]));

        Assert.Equal("ActorMlOps:Profile: there is no profile 'nowhere'; there are: another, embedded, site.", Assert.Single(failure.Errors));
    }

    [Fact]
    public void Load_ProfileThatIsNotJson_NamesTheFile()
    {
        Write("site", "{ \"ActorMlOps\": ");

        var failure = Assert.Throws<SettingsException>(() => Load(["--profile", "site"]));

        Assert.Contains("site.json", Assert.Single(failure.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SectionOfAnotherPart_IsLeftToThatPart()
    {
        var loaded = Load([], ("ActorMlOps:Monitoring:ReferenceBins", "200"));

        Assert.Equal("200", loaded.Configuration["ActorMlOps:Monitoring:ReferenceBins"]);
    }

    private static Action<IConfigurationBuilder> Environment((string Key, string? Value)[] values) =>
        builder => builder.AddInMemoryCollection(values.ToDictionary(pair => pair.Key, pair => pair.Value));

    private LoadedSettings Load(string[] args, params (string Key, string? Value)[] environment)
    {
        if (!File.Exists(_directory["embedded.json"])) Write("embedded", "{}");
        return SettingsLoader.Load(args, new Profiles([_directory.Path]), Environment(environment));
    }

    private void Write(string profile, string json) => File.WriteAllText(_directory[profile + ".json"], json);
}
