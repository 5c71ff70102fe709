using ActorMlOps.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>The sinks of the settings, and those that are always there.</summary>
internal sealed class AlertSinks
{
    public AlertSinks(
        IOptions<AlertOptions> options, SinkHttp http, AlertInstruments instruments, IGrainFactory grains, ILoggerFactory loggers, TimeProvider clock)
    {
        var settings = options.Value;
        var configured = settings.Sinks ?? [new() { Type = AlertSinkOptions.Log }, new() { Type = AlertSinkOptions.Metric }];
        All =
        [
            new FeedSink(grains),
            .. configured.Select(Make),
            .. settings.Retraining is { } retraining ? [new RetrainingSink(http, retraining, settings.PublicUrl)] : (ISink[])[],
        ];
        Names = [.. All.Select(s => s.Name)];

        ISink Make(AlertSinkOptions sink)
        {
            var (name, filter) = (sink.EffectiveName, new SinkFilter(sink.MinSeverity, sink.Models));
            if (sink.Is(AlertSinkOptions.Log))
                return new LogSink(name, filter, loggers.CreateLogger<LogSink>());
            if (sink.Is(AlertSinkOptions.Metric))
                return new MetricSink(name, filter, instruments);
            var url = new Uri(sink.EffectiveUrl!);
            return sink.Is(AlertSinkOptions.Slack) ? new SlackSink(name, filter, http, url, settings.PublicUrl)
                : sink.Is(AlertSinkOptions.PagerDuty) ? new PagerDutySink(name, filter, http, url, sink.EffectiveSecret!, settings.PublicUrl)
                : sink.Is(AlertSinkOptions.Alertmanager) ? new AlertmanagerSink(name, filter, http, url, sink.EffectiveSecret, settings.PublicUrl, clock)
                : new WebhookSink(name, filter, http, url, sink.EffectiveSecret);
        }
    }

    public IReadOnlyList<ISink> All { get; }

    public IReadOnlyList<string> Names { get; }
}
