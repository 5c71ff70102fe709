using ActorMlOps.Silo.Settings;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorMlOps.Silo.Hosting;

/// <summary>Logs to the console, metrics to <c>/metrics</c>, and both metrics and traces to an OTLP collector if one is named.</summary>
internal static class TelemetrySetup
{
    private static readonly string[] OrleansSources =
        ["Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage"];

    public static void AddSiloTelemetry(this WebApplicationBuilder builder, TelemetrySettings settings)
    {
        AddLogging(builder.Logging, settings);

        // The standard variable is the SDK's own: it applies when our key is absent.
        var endpoint = settings.OtlpEndpoint;
        var export = endpoint is not null || !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("actormlops")).WithMetrics(metrics =>
        {
            metrics.AddMeter(Telemetry.Source, "Microsoft.Orleans")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter();
            if (export) metrics.AddOtlpExporter(options => options.Endpoint = endpoint ?? options.Endpoint);
        });

        if (!export) return; // Nobody would see a trace: then don't pay for one.
        telemetry.WithTracing(traces => traces
            .AddSource(Telemetry.Source)
            .AddSource(OrleansSources)
            .AddAspNetCoreInstrumentation()
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceRatio)))
            .AddOtlpExporter(options => options.Endpoint = endpoint ?? options.Endpoint));
    }

    private static void AddLogging(ILoggingBuilder logging, TelemetrySettings settings)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
        logging.SetMinimumLevel(Sterner(settings.LogLevel)); // Orleans and the libraries: warnings.
        logging.AddFilter(Telemetry.Source, settings.LogLevel);
        logging.AddFilter("ActorMlOps.Grains.Rollout.SiloAgent", Sterner(settings.LogLevel)); // Orleans tells its ring ranges there.
    }

    private static LogLevel Sterner(LogLevel level) => level > LogLevel.Warning ? level : LogLevel.Warning;
}
