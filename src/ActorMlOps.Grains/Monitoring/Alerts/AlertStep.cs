using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <param name="Book">The very same if nothing changed.</param>
/// <param name="Notices">What is to be told; it is in the book's outbox already.</param>
/// <param name="Refused">Conditions that there was no room for; their sources will say them again.</param>
internal sealed record AlertStep(AlertBook Book, IReadOnlyList<AlertNotice> Notices, int Refused);
