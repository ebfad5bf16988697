package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import java.net.ConnectException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The vendors whose own codes say more than the SQLSTATE that goes with them. From their manuals'
 * lists of error codes.
 */
enum SqlVendor {
  MYSQL {
    @Override
    @Nullable Failure lookUp(int code) {
      return switch (code) {
        case 1213 -> Kind.DB_DEADLOCK.failure();
        // Lock wait timeout; NOWAIT.
        case 1205, 3572 -> Kind.DB_LOCK_TIMEOUT.failure();
        // Killed, or above max_execution_time.
        case 1317, 3024 -> Kind.DB_TIMEOUT.failure();
        // Database, user, table, column that is not ours or not there: the SQLSTATE says "syntax".
        case 1044, 1045, 1049, 1142, 1143 -> Kind.DB_ACCESS.failure();
        case 1040, 1203, 1226 -> Kind.DB_CONNECTION.notExecuted();
        case 1053, 2006, 2013 -> Kind.DB_CONNECTION.failure();
        case 1062, 1048, 1216, 1217, 1451, 1452, 3819 -> Kind.DB_INTEGRITY.failure();
        default -> null;
      };
    }

    /**
     * One code for a procedure that is not there and for a savepoint, lost with its transaction.
     */
    @Override
    @Nullable Failure lookUp(SQLException failure) {
      return failure.getErrorCode() == 1305 && Messages.of(failure).contains("savepoint")
          ? Kind.DB_TRANSACTION_ABORTED.failure()
          : lookUp(failure.getErrorCode());
    }
  },
  H2 {
    @Override
    @Nullable Failure lookUp(int code) {
      return switch (code) {
        case 40001 -> Kind.DB_DEADLOCK.failure();
        // A savepoint that was lost with its transaction.
        case 90063 -> Kind.DB_TRANSACTION_ABORTED.failure();
        case 90131 -> Kind.DB_SERIALIZATION.failure(); // a row was changed meanwhile
        case 57014 -> Kind.DB_TIMEOUT.failure();
        case 90096, 90146, 90149 -> Kind.DB_ACCESS.failure();
        // The connection or the database was closed, or can't be opened.
        case 90007, 90067, 90098, 90121 -> Kind.DB_CONNECTION.failure();
        default -> null;
      };
    }

    /** One code for a connection that broke and for one that was never had. */
    @Override
    @Nullable Failure lookUp(SQLException failure) {
      Failure known = lookUp(failure.getErrorCode());
      return known != null && failure.getCause() instanceof ConnectException
          ? Kind.DB_CONNECTION.notExecuted()
          : known;
    }
  },
  SQL_SERVER {
    @Override
    @Nullable Failure lookUp(int code) {
      return switch (code) {
        case 1205 -> Kind.DB_DEADLOCK.failure();
        case 1222 -> Kind.DB_LOCK_TIMEOUT.failure();
        case 3960 -> Kind.DB_SERIALIZATION.failure();
        case 229, 4060, 18456 -> Kind.DB_ACCESS.failure();
        case 515, 547, 2601, 2627 -> Kind.DB_INTEGRITY.failure();
        case 102, 156, 207, 208 -> Kind.DB_SYNTAX.failure();
        default -> null;
      };
    }
  },
  ORACLE {
    @Override
    @Nullable Failure lookUp(int code) {
      return switch (code) {
        case 60 -> Kind.DB_DEADLOCK.failure();
        case 8177 -> Kind.DB_SERIALIZATION.failure();
        case 54, 30006 -> Kind.DB_LOCK_TIMEOUT.failure();
        case 1013 -> Kind.DB_TIMEOUT.failure();
        case 1017, 1031, 1045, 28000 -> Kind.DB_ACCESS.failure();
        case 1033, 1034, 12514, 12541 -> Kind.DB_CONNECTION.notExecuted();
        case 28, 3113, 3114, 17002, 17008 -> Kind.DB_CONNECTION.failure();
        case 1, 1400, 2290, 2291, 2292 -> Kind.DB_INTEGRITY.failure();
        case 900, 904, 942 -> Kind.DB_SYNTAX.failure();
        default -> null;
      };
    }
  },
  /** PostgreSQL and all whose SQLSTATE says everything. */
  OTHER {
    @Override
    @Nullable Failure lookUp(int code) {
      return null;
    }
  };

  /** Null for a code that is not known. */
  abstract @Nullable Failure lookUp(int code);

  /** Null for a failure whose code is not known. */
  @Nullable Failure lookUp(SQLException failure) {
    return lookUp(failure.getErrorCode());
  }

  /**
   * Told by the class. MySQL's and Oracle's drivers throw the plain types too, and SQL Server's
   * does for batches: there the code that made the exception tells.
   */
  static SqlVendor of(SQLException failure) {
    String type = failure.getClass().getName();
    return ofClass(type.startsWith("java.") ? maker(failure) : type);
  }

  private static SqlVendor ofClass(String type) {
    if (type.startsWith("org.h2.")) {
      return H2;
    }
    if (type.startsWith("com.microsoft.sqlserver.")) {
      return SQL_SERVER;
    }
    if (type.startsWith("oracle.")) {
      return ORACLE;
    }
    return type.startsWith("com.mysql.") || type.startsWith("org.mariadb.") || type.isEmpty()
        ? MYSQL
        : OTHER;
  }

  /** Empty for one that nobody of those threw: its code is read as MySQL's. */
  private static String maker(SQLException failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      String type = frame.getClassName();
      if (!type.startsWith("java.")) {
        return type.startsWith("com.microsoft.") || type.startsWith("oracle.") ? type : "";
      }
    }
    return "";
  }
}
