namespace ActorMlOps.Api.Monitoring.Alerts;

/// <summary>Optional body of <c>POST /api/alerts/{id}/ack</c>.</summary>
/// <param name="By">Who looks after it, at most 128 characters; default: operator.</param>
/// <param name="Note">At most 1,024 characters.</param>
internal sealed record AcknowledgeBody(string? By = null, string? Note = null);
