using ActorMlOps.Api.Hosting;
using ActorMlOps.Grains.Hosting;

namespace ActorMlOps.Silo.Settings;

/// <summary>Profile file, then environment (<c>ActorMlOps__Key</c>), then arguments: the later wins.</summary>
public static class SettingsLoader
{
    /// <exception cref="SettingsException">Something is wrong; every error is listed.</exception>
    public static LoadedSettings Load(IReadOnlyList<string> args, Profiles profiles, Action<IConfigurationBuilder>? environment = null)
    {
        var errors = new List<string>();
        var arguments = CommandLine.Parse(args, errors);
        environment ??= builder => builder.AddEnvironmentVariables();

        var above = new ConfigurationBuilder();
        environment(above);
        var profile = above.AddInMemoryCollection(arguments).Build()[CommandLine.Profile] ?? Profiles.Default;
        var all = new ConfigurationBuilder();
        if (profiles.Find(profile) is { } file) all.AddJsonFile(file);
        else errors.Add($"{CommandLine.Profile}: there is no profile '{profile}'; there are: {string.Join(", ", profiles.Available)}.");
        environment(all);
        all.AddInMemoryCollection(arguments);

        var configuration = Build(all, errors);
        var settings = Read(configuration, errors);
        return errors.Count == 0 ? new LoadedSettings(profile, settings, configuration) : throw new SettingsException(errors);
    }

    private static IConfigurationRoot Build(ConfigurationBuilder sources, List<string> errors)
    {
        try
        {
            return sources.Build();
        }
        catch (InvalidDataException failure)
        {
            errors.Add($"{failure.Message} {failure.InnerException?.Message}");
            return new ConfigurationBuilder().Build();
        }
    }

    private static SiloSettings Read(IConfiguration configuration, List<string> errors)
    {
        var reader = new SettingsReader(configuration, SiloSettings.SectionName, errors);
        var absent = new SiloSettings();
        reader.Skip("Profile");
        var settings = new SiloSettings
        {
            Data = reader.Text("Data", absent.Data),
            Urls = reader.Addresses("Urls", absent.Urls, Objection),
            GrpcUrl = reader.Address("GrpcUrl", absent.GrpcUrl, Objection),
            SiloPort = reader.Integer("SiloPort", absent.SiloPort, 1, 65535),
            GatewayPort = reader.Integer("GatewayPort", absent.GatewayPort, 1, 65535),
            ShutdownTimeout = reader.Duration("ShutdownTimeout", absent.ShutdownTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            BusyTimeout = reader.Duration("BusyTimeout", absent.BusyTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            Telemetry = new TelemetrySettings
            {
                OtlpEndpoint = reader.Address("Telemetry:OtlpEndpoint"),
                TraceRatio = reader.Number("Telemetry:TraceRatio", absent.Telemetry.TraceRatio, 0, 1),
                LogLevel = reader.Choice("Telemetry:LogLevel", absent.Telemetry.LogLevel),
            },
        };

        Check<MonitoringOptions>(reader, configuration, MonitoringOptions.SectionName, options => options.Errors(), errors);
        Check<ServingOptions>(reader, configuration, ServingOptions.SectionName, options => options.Errors(), errors);
        Check<ApiOptions>(reader, configuration, ApiOptions.SectionName, options => options.Errors(), errors);
        CheckReceipts(reader, configuration, errors);
        reader.Skip("Alerts");
        errors.AddRange(AlertOptions.ErrorsOf(configuration));
        reader.RefuseUnknown();
        if (settings.SiloPort == settings.GatewayPort)
            errors.Add($"ActorMlOps:GatewayPort: '{settings.GatewayPort}' is the silo port too; give each its own.");
        if (settings.GrpcUrl.Port != 0 && settings.Urls.Any(url => url.Port == settings.GrpcUrl.Port))
            errors.Add($"ActorMlOps:GrpcUrl: port {settings.GrpcUrl.Port} is one of Urls too; gRPC without TLS needs a port of its own.");
        if (string.IsNullOrWhiteSpace(settings.Data))
            errors.Add("ActorMlOps:Data: is empty; name a directory.");
        return settings;
    }

    /// <summary>Whole numbers that another part binds: what would stop it later must stop the silo now.</summary>
    private static void Check<T>(SettingsReader reader, IConfiguration configuration, string section, Func<T, IReadOnlyList<string>> wrong, List<string> errors)
        where T : new()
    {
        var before = errors.Count;
        foreach (var property in typeof(T).GetProperties())
            reader.Whole($"{section[(SiloSettings.SectionName.Length + 1)..]}:{property.Name}", property.PropertyType == typeof(int) ? int.MaxValue : long.MaxValue);
        if (errors.Count == before) errors.AddRange(wrong(configuration.GetSection(section).Get<T>() ?? new T()));
    }

    private static void CheckReceipts(SettingsReader reader, IConfiguration configuration, List<string> errors)
    {
        const string Section = "Receipts";
        reader.Skip($"{Section}:{nameof(ReceiptOptions.Keys)}");
        reader.Skip($"{Section}:{nameof(ReceiptOptions.KeysFile)}");
        var options = new ReceiptOptions();
        configuration.GetSection(ReceiptOptions.SectionName).Bind(options);
        errors.AddRange(options.Errors());
    }

    private static string? Objection(Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttp)
            return "needs a certificate, which cannot be set yet; listen on http on loopback and put a reverse proxy with TLS in front";
        if (url.PathAndQuery != "/") return "has a path; only scheme, host and port can be chosen";
        return url.IsLoopback
            ? null
            : "is not loopback, and there is no authentication yet: anybody who reaches the port could do anything; listen on http://127.0.0.1:<port> and put a reverse proxy that authenticates in front";
    }
}
