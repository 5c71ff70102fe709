using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring.Alerts;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace ActorMlOps.Api.Monitoring.Alerts;

/// <summary>
/// Alerts as server-sent events, from now on, or from the event after <c>Last-Event-ID</c> (or <c>lastEventId=</c>) on. Event <c>missed</c>
/// tells how many are not kept any more.
/// </summary>
internal static class EventEndpoints
{
    private const string LastEventId = "lastEventId";

    /// <summary>A comment after that time without events keeps proxies from closing the connection.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/events", Get).WithTags("Alerts").Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    private static async Task Get(HttpContext context, IGrainFactory grains, IHostApplicationLifetime lifetime)
    {
        var query = context.Request.Query;
        foreach (var name in query.Keys.Where(k => k is not (LastEventId or "model")))
            throw new RequestException($"There is no parameter '{name}'; parameters are: {LastEventId}, model.");
        var after = Resume(context.Request);
        var model = query["model"].FirstOrDefault();
        var fleet = grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key);
        after ??= (await fleet.Events(null, TimeSpan.Zero)).Last;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await SendAsync(response, ": connected\nretry: 2000\n\n", ending.Token);
            while (true)
            {
                var feed = await fleet.Events(after, Heartbeat).WaitAsync(ending.Token);
                await SendAsync(response, Text(feed, model), ending.Token);
                after = feed.Events.Length > 0 ? feed.Events[^1].Id : Math.Min(after.Value, feed.Last);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or OrleansException or TimeoutException or IOException)
        {
            // The client has gone, the silo goes, or the feed moves: the client comes again with the id of the last event that it got.
        }
    }

    /// <summary>Events as they go over the wire; a comment if there are none.</summary>
    internal static string Text(AlertFeed feed, string? model)
    {
        var text = new StringBuilder();
        if (feed.Missed > 0)
            text.Append(CultureInfo.InvariantCulture, $"event: missed\ndata: {{\"missed\":{feed.Missed}}}\n\n");
        foreach (var e in feed.Events)
        {
            if (model is not null && e.Alert.Model != model)
                continue;
            // JSON of one line: line feeds within texts are escaped.
            var json = JsonSerializer.Serialize(new AlertEventView(e.Change, e.At, e.Alert), ApiJson.Plain.AlertEventView);
            text.Append(CultureInfo.InvariantCulture, $"id: {e.Id}\nevent: alert\ndata: {json}\n\n");
        }
        return text.Length == 0 ? ":\n\n" : text.ToString();
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <exception cref="RequestException">400: no id that an event can have.</exception>
    private static long? Resume(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].FirstOrDefault() ?? request.Query[LastEventId].FirstOrDefault();
        if (string.IsNullOrEmpty(text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new RequestException($"'Last-Event-ID' must be the id of an event, a whole number from 0, not '{text}'.");
    }
}
