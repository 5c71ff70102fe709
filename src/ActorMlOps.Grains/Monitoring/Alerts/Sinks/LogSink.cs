using ActorMlOps.Monitoring.Alerts;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>A line of the silo's log a change.</summary>
internal sealed partial class LogSink(string name, SinkFilter filter, ILogger<LogSink> logger) : ISink
{
    public string Name => name;

    public string Type => "log";

    public int MostAtOnce => 64;

    public bool Takes(AlertNotice notice) => filter.Takes(notice.Alert);

    public Task<SinkOutcome> SendAsync(AlertScope scope, IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken)
    {
        foreach (var notice in notices)
        {
            var level = notice.Change is AlertChange.Closed or AlertChange.Acknowledged ? LogLevel.Information
                : notice.Alert.Severity switch { AlertSeverity.Page => LogLevel.Error, AlertSeverity.Warning => LogLevel.Warning, _ => LogLevel.Information };
            LogAlert(level, notice.Alert.Id, AlertTexts.Name(notice.Change), AlertTexts.Name(notice.Alert.Severity), notice.Alert.Summary);
        }
        return Task.FromResult(SinkOutcome.Done);
    }

    [LoggerMessage(EventId = 1, Message = "Alert {Alert} {Change} ({Severity}): {Summary}")]
    private partial void LogAlert(LogLevel level, string alert, string change, string severity, string summary);
}
