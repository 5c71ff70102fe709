using System.Numerics.Tensors;

namespace ActorMlOps.Statistics.Numerics;

/// <summary>
/// P(D_n &lt; d), exact: n!/n^n times the middle element of Durbin's matrix to the n-th power (Marsaglia, Tsang and Wang
/// 2003), powers scaled by 2^-k against overflow. Cost O((n d)^3 log n).
/// </summary>
internal static class KolmogorovMatrix
{
    public static double Cdf(double d, int n)
    {
        var k = (int)Math.Ceiling(n * d);
        var h = k - (n * d);
        var size = (2 * k) - 1;
        var (power, exponent) = Power(Durbin(size, h), size, n);

        // n!/n^n, folded in factor by factor: each stays near one.
        var value = power[((k - 1) * size) + k - 1];
        for (var i = 1; i <= n; i++)
        {
            value = value * i / n;
            if (value < 1e-140)
                (value, exponent) = (Math.ScaleB(value, 500), exponent - 500);
        }

        return Math.ScaleB(value, exponent);
    }

    private static double[] Durbin(int size, double h)
    {
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
                matrix[(i * size) + j] = i - j + 1 >= 0 ? 1 : 0;
        }

        for (var i = 0; i < size; i++)
        {
            matrix[i * size] -= Math.Pow(h, i + 1);
            matrix[((size - 1) * size) + i] -= Math.Pow(h, size - i);
        }

        matrix[(size - 1) * size] += (2 * h) - 1 > 0 ? Math.Pow((2 * h) - 1, size) : 0;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
                matrix[(i * size) + j] *= Math.Exp(-SpecialFunctions.LogFactorial(i - j + 1));
        }

        return matrix;
    }

    private static (double[] Matrix, int Exponent) Power(double[] matrix, int size, int n)
    {
        double[]? result = null;
        var resultExponent = 0;
        var exponent = 0;
        for (var rest = n; ; rest >>= 1)
        {
            if ((rest & 1) == 1)
            {
                result = result is null ? matrix : Multiply(result, matrix, size);
                resultExponent += exponent;
                resultExponent += Rescale(result, size);
            }

            if (rest <= 1)
                return (result!, resultExponent);
            matrix = Multiply(matrix, matrix, size);
            exponent = (2 * exponent) + Rescale(matrix, size);
        }
    }

    private static int Rescale(double[] matrix, int size)
    {
        var middle = matrix[((size / 2) * size) + (size / 2)];
        if (middle < 1e140)
            return 0;
        for (var i = 0; i < matrix.Length; i++)
            matrix[i] = Math.ScaleB(matrix[i], -460);
        return 460;
    }

    private static double[] Multiply(double[] a, double[] b, int size)
    {
        var c = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            var row = c.AsSpan(i * size, size);
            // Not fused: the same bits on every machine.
            for (var k = 0; k < size; k++)
                TensorPrimitives.MultiplyAdd(b.AsSpan(k * size, size), a[(i * size) + k], row, row);
        }

        return c;
    }
}
